-- A shop: invented customers, their orders and what they said, to be masked in demos, tests and
-- measurements. Deterministic: the same scale gives the same rows on every machine.
--
--   createdb shop && psql -d shop -v scale=0.02 -f bench/shop.sql
--
-- scale 1 is about 1.2 GB of COPY text. Many of the names and streets stand in no dictionary, so
-- that a value that leaked into a masked copy can be found by searching for it.

\set ON_ERROR_STOP on
\if :{?scale}
\else
  \set scale 0.02
\endif
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SET DateStyle = 'ISO';

SELECT greatest(200, 520000 * s)::bigint AS customers,
       greatest(40, 2000 * s)::bigint    AS employees,
       greatest(100, 20000 * s)::bigint  AS products,
       greatest(300, 750000 * s)::bigint AS orders,
       greatest(100, 400000 * s)::bigint AS sessions,
       greatest(50, 220000 * s)::bigint  AS tickets,
       greatest(50, 250000 * s)::bigint  AS reviews,
       greatest(100, 200000 * s)::bigint AS subscribers,
       greatest(100, 300000 * s)::bigint AS audits
FROM (SELECT :scale::numeric AS s) AS scale \gset

-- Dice -------------------------------------------------------------------------------------------
-- Everything is drawn from a hash of the row's number and a salt, never from random(): no row
-- depends on the order in which the server makes them.

CREATE FUNCTION pg_temp.h(id bigint, salt bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
$$ SELECT hashint8extended(id, salt) & 9223372036854775807 $$;

-- 0 .. n-1, evenly
CREATE FUNCTION pg_temp.pick(id bigint, salt bigint, n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
$$ SELECT (hashint8extended(id, salt) & 9223372036854775807) % n $$;

-- 1 .. n, small ones much more often: a few products sell, a few customers buy most
CREATE FUNCTION pg_temp.skewed(id bigint, salt bigint, n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
$$ SELECT 1 + floor(n * power(((hashint8extended(id, salt) & 1099511627775) / 1099511627776.0)::float8, 3))::bigint $$;

CREATE FUNCTION pg_temp.one_of(list text[], k bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT list[1 + k % cardinality(list)] $$;

CREATE FUNCTION pg_temp.given(k bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT pg_temp.one_of('{
Anna,Michael,Sarah,Thomas,Laura,Daniel,Maria,James,Emma,Peter,Julia,David,Lisa,Robert,Sophie,Paul,
Zdzisluva,Aoibhrean,Tjorvenna,Hroswintha,Quirinian,Ingeltrude,Ljubinkova,Mstislavna,Nkirukandi,Oluwaseyimi,
Rhydderchan,Svanhildura,Tuğçenurhan,Vytautiena,Yrsalind,Zoltánka,Eskandariel,Fjólrún,Gwenhwyvara,Htunmyat,
Iphigénette,Jadwinia,Kgosietsane,Lleucumar,Mbalenhleni,Ngozichuka,Ørnulfine,Przemysłava,Qorianka,Ragnheidrun,
Siobhánna,Thorgunnar,Uchechukwa,Vigdísbjörg,Wojciechna,Xochiquetla,Ymkelien,Ždenkava,Adalwolfa,Bożydarka,
Cuauhtemara,Domagojka,Eilidhwen,Friðgerðura,Godelievka,Hjálmtrud,Ignacyna,Jörmunda,Kaźmierza,Ludmilenka,
Maarjaliis,Njördhild,Odalrikke,Pantaleonka,Quetzalina,Rūtenė,Swietoslava,Teodolindra,Unnsteinka,Völundara,
Wilhelmijntje,Ximenarda,Ysbrandina,Zenobiusz,Æthelwynna,Bjarneyja,Ceridwenna,Dragoljubka,Eyvindura,Fenneketta,
Gundobalda,Hallgerðinna,Isengrimma,Jarosvita,Kunigundis,Liutgardina,Mechthildra,Notburgina,Oddvarína,Pelagijka,
Radogosta,Sigismunka,Tomislavina,Ulrikkemor,Veselinkova,Walpurgina,Þórunnveig,Zvonimirka}', k) $$;

CREATE FUNCTION pg_temp.family(k bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT pg_temp.one_of('{
Smith,Miller,Johnson,Brown,Wilson,Taylor,Anderson,Martin,Clark,Lewis,Walker,Young,
Krzywonosko,Brzęczyszczak,Ó Súilleabhánn,Hjaltalínsen,Vandenbossqui,Oyelaranmiji,Szczepaniakow,Przybyszwil,
Quattrocinque,Xhemajlovic,Wolfschluchter,Abdulmejidov,Björgvinsdal,Chrząszczewo,D''Ambruosimi,Etxeberriaga,
Featherstonehay,Gołąbkowicz,Hrvatinović,Iturriagoeche,Jørgensgaarden,Kjærulffsen,Ljungqvisten,Mkhitaryants,
Nwachukwuma,Øksendalen,Papadiamanti,Quispehuaman,Rzeszotarskov,Sæmundardal,Tschudiberg,Ułanowiczka,
Vnoučkovský,Wawrzyniakow,Yıldızhanoğlu,Zgórzelakow,Achterbergsma,Bzhezhinskaya,Csíkszentmark,Djurgårdsen,
Eyjólfsheim,Fjeldsøebro,Gwynneddwy,Hlaváčkovina,Ilunga-Mbidi,Jägerstätterin,Knäckebrodt,Lewandowiak,
Mäkihuhtala,Ndlovukazi,Ouédraogonne,Pfefferkuchner,Qvortrupsen,Roccabrunetti,Skłodoviczka,Trnkavickova,
Uzunçarşılıer,Vrhovnikar,Wróbelczyk,Ximénezcorro,Ystradgynlas,Zwierzchowska,Ahlbrechting,Brânzoveanu,
Cwmbrannock,Dzierżynkow,Ebbesdotterli,Fløistadnes,Grzybovinka,Hödlmoserin,Išmantaitis,Jelínkohrad,
Köcherthaler,Lópezarretxe,Mścisławiec,Nørgaardsvig,Ostrowiczanka,Pihlajamäkela,Quackernack,Rautavaarinen,
Schickelgrubin,Tõnismägiste,Usmanbekova,Vojtíškovec,Wijnschenksma,Yamaguchiko,Žižkovskaya,Aardenburgh,
Blomqvisthed,Czartoryscy,Dobrolyubsky,Eikeskogen,Fürchtegottin,Grønnesbyen}', k) $$;

CREATE FUNCTION pg_temp.ascii(name text) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT regexp_replace(translate(lower(name),
    'áâäåąčçćđðéęèėğíîıłńñóôöøõőřşśšúūüůýžźżæþž', 'aaaaacccddeeeegiiilnnoooooorsssuuuuyzzzatz'),
    '[^a-z0-9]', '', 'g') $$;

CREATE FUNCTION pg_temp.street(id bigint) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT pg_temp.one_of('{Wierzbowskiego,Kjøbmagerstræde,Quellenhofgasse,Žitnobranská,Rua das Escaiolas,Calle Xilotepec,
Hinterbärenbadweg,Przy Bażantarni,Lieve-Vrouwenpad,Sct. Knudsgyde,Vicolo Spaccaforno,Chemin des Échalotes,
Tööstusmägi,Ulica Gołębnik,Stiklestadveien,Bwlch-y-Gwynt,Passeig Vallcarcara,Döbereinerzeile,Mlynárčikova,
Ruelle Trompepoule,Haarschnurhöhe,Via Chiappagrande,Kornettsbakken,Zwetschkenallee,Smaragdstræde,
Cais do Ginjalinho,Rákóczihegyi út,Pihlajatieva,Ostrołęckiego,Kuipersgangetje}', pg_temp.h(id, 71))
    || ' ' || 1 + pg_temp.pick(id, 72, 1990)
    || CASE pg_temp.pick(id, 73, 5) WHEN 0 THEN '/' || 1 + pg_temp.pick(id, 74, 40) WHEN 1 THEN 'b' ELSE '' END $$;

CREATE FUNCTION pg_temp.city(id bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT pg_temp.one_of('{Wejherzewo,Skagensund,Hallstättern,Bystřičkov,Vilafranca do Mar,Tepoztlanco,Kufsteinach,Augustówek,
Oudenaardem,Ebeltofte,Noto Vecchia,Sarlatoux,Haapsalum,Zamośćiec,Verdalsøyra,Machynllwyd,Sitgesola,Jenastedt,
Levočany,Uzèsac,Wiesenbronnau,Camogliate,Flekkefjorden,Retzdorf,Gudhjemme,Seixalinho,Egerszálokta,Porvoonlahti,
Łomżynka,Gouderakkum}', pg_temp.h(id, 75)) $$;

CREATE FUNCTION pg_temp.country(id bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT ('{PL,DK,AT,CZ,PT,MX,DE,NL,BE,IT,FR,EE,NO,GB,ES,SK,HU,FI,US,CA}'::text[])[pg_temp.skewed(id, 76, 20)] $$;

CREATE FUNCTION pg_temp.phone(id bigint) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT '+' || pg_temp.one_of('{48,45,43,420,351,52,49,31,32,39}', pg_temp.h(id, 77))
    || ' ' || 600 + pg_temp.pick(id, 78, 400)
    || ' ' || lpad(pg_temp.pick(id, 79, 1000)::text, 3, '0')
    || CASE pg_temp.pick(id, 80, 3) WHEN 0 THEN '-' ELSE ' ' END || lpad(pg_temp.pick(id, 81, 10000)::text, 4, '0') $$;

CREATE FUNCTION pg_temp.ip(id bigint, salt bigint) RETURNS inet LANGUAGE sql STABLE AS
$$ SELECT CASE WHEN pg_temp.pick(id, salt, 5) = 0
    THEN ('2a02:' || to_hex(pg_temp.pick(id, salt + 1, 65535)) || ':' || to_hex(pg_temp.pick(id, salt + 2, 65535)) || '::' || to_hex(1 + pg_temp.pick(id, salt + 3, 65534)))::inet
    ELSE '77.0.0.0'::inet + pg_temp.pick(id, salt + 1, 16777216) END $$;

-- A card number of a real looking range, with its Luhn digit.
CREATE FUNCTION pg_temp.card(id bigint) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT body || (10 - luhn % 10) % 10
   FROM (SELECT '4' || lpad(pg_temp.pick(id, 82, 100000000000000)::text, 14, '0') AS body) AS b,
   LATERAL (SELECT sum(CASE WHEN i % 2 = 1 THEN (d * 2) / 10 + (d * 2) % 10 ELSE d END)::int AS luhn
            FROM (SELECT i, substr(body, i, 1)::int AS d FROM generate_series(1, 15) AS i) AS digits) AS l $$;

CREATE FUNCTION pg_temp.words(id bigint, salt bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT pg_temp.one_of('{the parcel was left with the neighbours,the colour is not the one in the picture,it arrived a day earlier than promised,
we had to wait for the second delivery,the box was open and the seal was broken,everything fits and the finish is good,
the invoice still shows the old address,they asked to be called back after six,the discount was not taken off,
one of the screws is missing,it works but it is louder than the last one,the size runs small,the courier could not find the door,
the refund came within three days,nobody answered the first message,the cable is too short for our desk,
the return label could not be printed,we would order it again,the manual is only in one language,
the second lamp flickers when it is warm}', pg_temp.h(id, salt)) $$;

-- What people write: words, sometimes with the person's own data between them.
CREATE FUNCTION pg_temp.said(id bigint, salt bigint, sentences bigint) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT string_agg(initcap(left(w, 1)) || substr(w, 2), '. ' ORDER BY i) || '.'
   FROM (SELECT i, pg_temp.words(id * 64 + i, salt) AS w FROM generate_series(1, sentences) AS i) AS s $$;

-- Tables -----------------------------------------------------------------------------------------
CREATE TYPE customer_status AS ENUM ('new', 'active', 'dormant', 'blocked');
CREATE TYPE order_status AS ENUM ('cart', 'paid', 'packed', 'sent', 'delivered', 'returned');
CREATE TYPE payment_method AS ENUM ('card', 'transfer', 'voucher', 'cash');
CREATE TYPE ticket_status AS ENUM ('open', 'waiting', 'solved');
CREATE DOMAIN rating AS smallint CHECK (VALUE BETWEEN 1 AND 5);

CREATE TABLE employees (
    id           int GENERATED ALWAYS AS IDENTITY,
    manager_id   int,
    first_name   text NOT NULL,
    last_name    text NOT NULL,
    email        text NOT NULL,
    phone        varchar(24),
    birth_date   date NOT NULL,
    hired_on     date NOT NULL,
    job_title    text NOT NULL,
    salary       numeric(10,2) NOT NULL,
    salary_month numeric(10,2) GENERATED ALWAYS AS (round(salary / 12, 2)) STORED
);

CREATE TABLE customers (
    id            bigint GENERATED BY DEFAULT AS IDENTITY,
    public_id     uuid NOT NULL,
    email         text NOT NULL,
    password_hash text NOT NULL,
    first_name    varchar(40) NOT NULL,
    last_name     varchar(40) NOT NULL,
    display_name  text GENERATED ALWAYS AS (first_name || ' ' || last_name) STORED,
    phone         varchar(24),
    birth_date    date,
    street        varchar(80) NOT NULL,
    city          varchar(60) NOT NULL,
    postal_code   varchar(12) NOT NULL,
    country       char(2) NOT NULL,
    company       text,
    last_ip       inet,
    card_last     char(4),
    prefs         jsonb NOT NULL DEFAULT '{}',
    notes         text,
    tags          text[] NOT NULL DEFAULT '{}',
    status        customer_status NOT NULL,
    credit        numeric(12,2) NOT NULL DEFAULT 0,
    referred_by   bigint,
    created_at    timestamptz NOT NULL
);

CREATE TABLE addresses (
    id          bigint GENERATED BY DEFAULT AS IDENTITY,
    customer_id bigint NOT NULL,
    kind        text NOT NULL,
    recipient   text NOT NULL,
    street      varchar(80) NOT NULL,
    city        varchar(60) NOT NULL,
    postal_code varchar(12) NOT NULL,
    country     char(2) NOT NULL,
    phone       varchar(24)
);

CREATE TABLE categories (
    id        int NOT NULL,
    parent_id int,
    name      text NOT NULL
);

CREATE TABLE products (
    id          int GENERATED BY DEFAULT AS IDENTITY,
    category_id int NOT NULL,
    sku         text NOT NULL,
    name        text NOT NULL,
    description text NOT NULL,
    price       numeric(10,2) NOT NULL,
    price_gross numeric(12,4) GENERATED ALWAYS AS (price * 1.19) STORED,
    colours     text[] NOT NULL,
    attributes  jsonb NOT NULL,
    weight_kg   real
);

CREATE TABLE orders (
    id            bigint GENERATED BY DEFAULT AS IDENTITY,
    order_date    date NOT NULL,
    customer_id   bigint NOT NULL,
    status        order_status NOT NULL,
    ship_name     text NOT NULL,
    ship_street   varchar(80) NOT NULL,
    ship_city     varchar(60) NOT NULL,
    ship_postal   varchar(12) NOT NULL,
    ship_country  char(2) NOT NULL,
    contact_email text NOT NULL,
    contact_phone varchar(24),
    total         numeric(12,2) NOT NULL,
    currency      char(3) NOT NULL,
    remark        text,
    placed_at     timestamptz NOT NULL,
    client_ip     inet
) PARTITION BY RANGE (order_date);

SELECT format('CREATE TABLE orders_%s PARTITION OF orders FOR VALUES FROM (%L) TO (%L)',
              to_char(m, 'YYYY_MM'), m::date, (m + interval '1 month')::date)
FROM generate_series(timestamp '2023-01-01', timestamp '2024-12-01', interval '1 month') AS m \gexec

CREATE TABLE order_items (
    order_id   bigint NOT NULL,
    order_date date NOT NULL,
    line       smallint NOT NULL,
    product_id int NOT NULL,
    quantity   smallint NOT NULL,
    unit_price numeric(10,2) NOT NULL,
    amount     numeric(14,2) GENERATED ALWAYS AS (quantity * unit_price) STORED,
    options    text[]
);

CREATE TABLE payments (
    id          bigint GENERATED BY DEFAULT AS IDENTITY,
    order_id    bigint NOT NULL,
    order_date  date NOT NULL,
    method      payment_method NOT NULL,
    card_number varchar(19),
    card_holder text,
    amount      numeric(12,2) NOT NULL,
    paid_at     timestamptz NOT NULL,
    reference   text NOT NULL
);

CREATE TABLE sessions (
    id          uuid NOT NULL,
    customer_id bigint NOT NULL,
    ip          inet NOT NULL,
    user_agent  text NOT NULL,
    started_at  timestamptz NOT NULL,
    duration    interval NOT NULL
);

CREATE TABLE tickets (
    id            bigint GENERATED BY DEFAULT AS IDENTITY,
    customer_id   bigint NOT NULL,
    order_id      bigint,
    order_date    date,
    assigned_to   int,
    contact_email text NOT NULL,
    subject       varchar(120) NOT NULL,
    body          text NOT NULL,
    status        ticket_status NOT NULL,
    opened_at     timestamptz NOT NULL
);

CREATE TABLE ticket_messages (
    ticket_id  bigint NOT NULL,
    number     smallint NOT NULL,
    from_staff boolean NOT NULL,
    author     text NOT NULL,
    body       text NOT NULL,
    sent_at    timestamptz NOT NULL
);

CREATE TABLE reviews (
    id          bigint GENERATED BY DEFAULT AS IDENTITY,
    product_id  int NOT NULL,
    customer_id bigint NOT NULL,
    stars       rating NOT NULL,
    title       text NOT NULL,
    body        text,
    helpful     int NOT NULL DEFAULT 0,
    written_at  timestamptz NOT NULL
);

CREATE TABLE newsletter_subscribers (
    email       text NOT NULL,
    customer_id bigint,
    name        text,
    topics      text[] NOT NULL,
    confirmed   boolean NOT NULL,
    since       date NOT NULL
);

CREATE TABLE audit_log (
    id          bigint GENERATED ALWAYS AS IDENTITY,
    at          timestamptz NOT NULL,
    actor       text NOT NULL,
    customer_id bigint,             -- no foreign key: rows outlive their customers
    action      text NOT NULL,
    ip          inet,
    detail      jsonb NOT NULL
);

-- Rows -------------------------------------------------------------------------------------------
INSERT INTO employees (id, manager_id, first_name, last_name, email, phone, birth_date, hired_on, job_title, salary)
OVERRIDING SYSTEM VALUE
SELECT i, CASE WHEN i > 1 THEN 1 + pg_temp.pick(i, 11, least(i - 1, 1 + i / 8)) END, first, last,
       pg_temp.ascii(first) || '.' || pg_temp.ascii(last) || CASE WHEN i > 3 THEN i::text ELSE '' END || '@kramladen.shop',
       CASE WHEN pg_temp.pick(i, 14, 6) > 0 THEN pg_temp.phone(i + 900000000) END,
       date '1958-01-01' + pg_temp.pick(i, 15, 16000)::int,
       date '2008-01-01' + pg_temp.pick(i, 16, 5800)::int,
       CASE WHEN i = 1 THEN 'Managing director'
            ELSE pg_temp.one_of('{Buyer,Picker,Packer,Support,Accountant,Developer,Driver,Team lead}', pg_temp.h(i, 17)) END,
       24000 + pg_temp.pick(i, 18, 5200000) / 100.0
FROM (SELECT i, pg_temp.given(pg_temp.h(i, 12)) AS first, pg_temp.family(pg_temp.h(i, 13)) AS last
      FROM generate_series(1, :employees::bigint) AS i) AS e;

INSERT INTO customers (id, public_id, email, password_hash, first_name, last_name, phone, birth_date, street, city,
                       postal_code, country, company, last_ip, card_last, prefs, notes, tags, status, credit,
                       referred_by, created_at)
SELECT i, md5('public' || i)::uuid, email, '$2b$12$' || left(md5('pw' || i) || md5('hash' || i), 53), first, last, phone, born,
       street, pg_temp.city(i), lpad(pg_temp.pick(i, 22, 100000)::text, 5, '0'), pg_temp.country(i),
       CASE WHEN pg_temp.pick(i, 23, 4) = 0
            THEN last || ' ' || pg_temp.one_of('{& Töchter,Feinmechanik,Holzhandel,Consulting,Optik,Textil}', pg_temp.h(i, 24)) END,
       CASE WHEN pg_temp.pick(i, 25, 8) > 0 THEN pg_temp.ip(i, 26) END,
       CASE WHEN pg_temp.pick(i, 30, 3) > 0 THEN lpad(pg_temp.pick(i, 31, 10000)::text, 4, '0') END,
       jsonb_build_object(
           'theme', pg_temp.one_of('{light,dark,auto}', pg_temp.h(i, 32)),
           'language', lower(pg_temp.country(i)),
           'contact', jsonb_build_object('name', first || ' ' || last, 'email', email, 'phone', phone),
           'birthday_card', pg_temp.pick(i, 33, 2) = 0,
           'recent', jsonb_build_array(pg_temp.pick(i, 34, 20000), pg_temp.pick(i, 35, 20000), pg_temp.pick(i, 36, 20000)),
           'limits', jsonb_build_object('day', 12345678901234567890.123456 + i, 'week', pg_temp.pick(i, 37, 9000))),
       CASE pg_temp.pick(i, 38, 4)
           WHEN 0 THEN 'Called ' || first || ' ' || last || ' on ' || coalesce(phone, 'the land line') || ': '
                       || pg_temp.said(i, 39, 2) || E'\nAnswer to ' || email || ' or by post to ' || street || '.'
           WHEN 1 THEN pg_temp.said(i, 39, 3) || E'\tFile: C:\\New\\' || pg_temp.ascii(last) || E'\\' || i || '.txt'
           WHEN 2 THEN '' END,
       (ARRAY['vip', 'wholesale', 'press', 'b2b', 'slow payer', 'loves "quotes"', NULL, 'a,b'])[1:pg_temp.pick(i, 40, 4)::int],
       (enum_range(NULL::customer_status))[pg_temp.skewed(i, 41, 4)],
       CASE WHEN pg_temp.pick(i, 42, 10) = 0 THEN pg_temp.pick(i, 43, 2000000) / 100.0 - 5000 ELSE 0 END,
       CASE WHEN i > 10 AND pg_temp.pick(i, 44, 6) = 0 THEN 1 + pg_temp.pick(i, 45, i - 1) END,
       timestamptz '2015-01-01' + pg_temp.pick(i, 46, 252288000) * interval '1 second'
FROM (SELECT i, first, last, pg_temp.street(i) AS street,
             pg_temp.ascii(first) || '.' || pg_temp.ascii(last) || '.' || i || '@'
             || pg_temp.one_of('{poste-kestrel.eu,kvikmail.dk,skrzynka24.pl,brevduva.se,mailkutsche.de}', pg_temp.h(i, 47)) AS email,
             CASE WHEN pg_temp.pick(i, 48, 12) > 0 THEN pg_temp.phone(i) END AS phone,
             CASE WHEN pg_temp.pick(i, 49, 20) > 0 THEN date '1935-01-01' + pg_temp.pick(i, 50, 26000)::int END AS born
      FROM (SELECT i, pg_temp.given(pg_temp.h(i, 20)) AS first, pg_temp.family(pg_temp.h(i, 21)) AS last
            FROM generate_series(1, :customers::bigint) AS i) AS names) AS c;

-- The first address of each customer carries the customer's number; every third has another one.
INSERT INTO addresses
SELECT c.id, c.id, 'billing', c.display_name, c.street, c.city, c.postal_code, c.country, c.phone FROM customers AS c
UNION ALL
SELECT :customers::bigint + c.id, c.id, 'delivery',
       CASE WHEN c.id % 2 = 0 THEN c.display_name ELSE pg_temp.given(pg_temp.h(c.id, 51)) || ' ' || c.last_name END,
       pg_temp.street(c.id + 5000000000), pg_temp.city(c.id + 5000000000),
       lpad(pg_temp.pick(c.id, 52, 100000)::text, 5, '0'), c.country, NULL
FROM customers AS c WHERE c.id % 3 = 0;

INSERT INTO categories
SELECT i, CASE WHEN i > 8 THEN 1 + pg_temp.pick(i, 53, 8) END,
       pg_temp.one_of('{Kitchen,Garden,Lighting,Office,Toys,Tools,Bath,Outdoor}', i - 1) || CASE WHEN i > 8 THEN ' ' || i ELSE '' END
FROM generate_series(1, 80) AS i;

INSERT INTO products (id, category_id, sku, name, description, price, colours, attributes, weight_kg)
SELECT i, 9 + pg_temp.pick(i, 54, 72), 'SKU-' || lpad(i::text, 8, '0'),
       pg_temp.one_of('{Folding,Nordic,Copper,Quiet,Solar,Magnetic,Wooden,Compact}', pg_temp.h(i, 55)) || ' '
       || pg_temp.one_of('{lamp,chair,kettle,shelf,rake,puzzle,drill,basket,tent,mirror}', pg_temp.h(i, 56)) || ' ' || i,
       pg_temp.said(i, 57, 5), 1 + pg_temp.pick(i, 58, 49900) / 100.0,
       (ARRAY['red', 'green', 'blue', 'oak', 'black', 'white'])[1 + pg_temp.pick(i, 59, 3)::int:3 + pg_temp.pick(i, 60, 4)::int],
       jsonb_build_object('watt', pg_temp.pick(i, 61, 90), 'origin', pg_temp.country(i)),
       pg_temp.pick(i, 62, 30000) / 1000.0
FROM generate_series(1, :products::bigint) AS i;

-- A permuted number decides who buys, so that the heavy customers are spread over the whole table.
CREATE TEMPORARY TABLE buyer AS
SELECT row_number() OVER (ORDER BY pg_temp.h(id, 63)) AS rank, id FROM customers;
CREATE UNIQUE INDEX ON buyer (rank);
ANALYZE buyer;

INSERT INTO orders (id, order_date, customer_id, status, ship_name, ship_street, ship_city, ship_postal, ship_country,
                    contact_email, contact_phone, total, currency, remark, placed_at, client_ip)
SELECT i, placed::date, c.id, (enum_range(NULL::order_status))[7 - pg_temp.skewed(i, 64, 6)],
       c.display_name, c.street, c.city, c.postal_code, c.country, c.email, c.phone,
       5 + pg_temp.pick(i, 65, 90000) / 100.0, (ARRAY['EUR', 'DKK', 'PLN'])[pg_temp.skewed(i, 66, 3)],
       CASE WHEN pg_temp.pick(i, 67, 6) = 0 THEN 'Please ring at ' || c.last_name || ': ' || pg_temp.said(i, 68, 1) END,
       placed, CASE WHEN pg_temp.pick(i, 69, 3) > 0 THEN pg_temp.ip(i, 84) END
FROM (SELECT i, pg_temp.skewed(i, 70, :customers::bigint) AS rank,
             timestamptz '2023-01-01' + pg_temp.pick(i, 83, 63158400) * interval '1 second' AS placed
      FROM generate_series(1, :orders::bigint) AS i) AS o
JOIN buyer AS b USING (rank) JOIN customers AS c ON c.id = b.id;

INSERT INTO order_items (order_id, order_date, line, product_id, quantity, unit_price, options)
SELECT o.id, o.order_date, line, pg_temp.skewed(o.id * 8 + line, 90, :products::bigint),
       pg_temp.skewed(o.id * 8 + line, 91, 9), 1 + pg_temp.pick(o.id * 8 + line, 92, 49900) / 100.0,
       CASE WHEN pg_temp.pick(o.id * 8 + line, 93, 4) = 0 THEN ARRAY['gift wrap', 'engraving "' || line || '"'] END
FROM orders AS o, LATERAL generate_series(1, pg_temp.skewed(o.id, 94, 5)) AS line;

INSERT INTO payments (order_id, order_date, method, card_number, card_holder, amount, paid_at, reference)
SELECT o.id, o.order_date, method, CASE method WHEN 'card' THEN pg_temp.card(o.customer_id) END,
       CASE method WHEN 'card' THEN upper(o.ship_name) END, o.total,
       o.placed_at + pg_temp.pick(o.id, 95, 86400) * interval '1 second', 'RE-' || o.order_date || '-' || o.id
FROM (SELECT *, (enum_range(NULL::payment_method))[pg_temp.skewed(id, 96, 4)] AS method
      FROM orders WHERE status <> 'cart') AS o ORDER BY o.id;

INSERT INTO sessions
SELECT md5('session' || i)::uuid, b.id, pg_temp.ip(i, 100),
       'Mozilla/5.0 (' || pg_temp.one_of('{X11; Linux x86_64,Windows NT 10.0; Win64; x64,Macintosh; Intel Mac OS X 13_4,iPhone; CPU iPhone OS 17_1 like Mac OS X}', pg_temp.h(i, 104))
       || ') AppleWebKit/537.36 (KHTML, like Gecko) Version/' || 90 + pg_temp.pick(i, 105, 40) || '.0.' || pg_temp.pick(i, 106, 9000) || ' Safari/537.36',
       timestamptz '2024-01-01' + pg_temp.pick(i, 107, 31536000) * interval '1 second',
       pg_temp.pick(i, 108, 7200) * interval '1 second'
FROM (SELECT i, pg_temp.skewed(i, 109, :customers::bigint) AS rank FROM generate_series(1, :sessions::bigint) AS i) AS s
JOIN buyer AS b USING (rank);

INSERT INTO tickets (id, customer_id, order_id, order_date, assigned_to, contact_email, subject, body, status, opened_at)
SELECT i, o.customer_id, CASE WHEN i % 4 > 0 THEN o.id END, CASE WHEN i % 4 > 0 THEN o.order_date END,
       CASE WHEN pg_temp.pick(i, 112, 5) > 0 THEN 1 + pg_temp.pick(i, 113, :employees::bigint) END, o.contact_email,
       left(pg_temp.said(i, 114, 1), 60) || ' (' || o.ship_name || ')',
       E'Hello,\n\n' || pg_temp.said(i, 115, 3 + pg_temp.pick(i, 116, 4)) || E'\n\nMy address is ' || o.ship_street || ', ' || o.ship_city
       || coalesce(', my number ' || o.contact_phone, '') || E'.\n\n' || o.ship_name || E'\n' || o.contact_email,
       (enum_range(NULL::ticket_status))[4 - pg_temp.skewed(i, 117, 3)],
       o.placed_at + pg_temp.pick(i, 118, 2592000) * interval '1 second'
FROM (SELECT i, 1 + pg_temp.pick(i, 111, :orders::bigint) AS order_id FROM generate_series(1, :tickets::bigint) AS i) AS t
JOIN orders AS o ON o.id = t.order_id;

INSERT INTO ticket_messages
SELECT t.id, n, n % 2 = 0, CASE WHEN n % 2 = 0 THEN 'support' ELSE t.contact_email END,
       CASE WHEN n % 2 = 0 THEN 'Dear ' || c.display_name || E',\r\n' || pg_temp.said(t.id * 8 + n, 120, 2)
            ELSE pg_temp.said(t.id * 8 + n, 120, 3) || ' ' || c.first_name END,
       t.opened_at + n * interval '5 hours'
FROM tickets AS t JOIN customers AS c ON c.id = t.customer_id,
     LATERAL generate_series(1, pg_temp.skewed(t.id, 121, 6)) AS n;

INSERT INTO reviews (id, product_id, customer_id, stars, title, body, helpful, written_at)
SELECT i, pg_temp.skewed(i, 122, :products::bigint), b.id, 6 - pg_temp.skewed(i, 123, 5), pg_temp.words(i, 124),
       CASE WHEN pg_temp.pick(i, 125, 5) > 0 THEN pg_temp.said(i, 126, 3) || ' ' || c.first_name || ' from ' || c.city END,
       pg_temp.skewed(i, 127, 300) - 1, timestamptz '2023-02-01' + pg_temp.pick(i, 128, 60000000) * interval '1 second'
FROM (SELECT i, pg_temp.skewed(i, 129, :customers::bigint) AS rank FROM generate_series(1, :reviews::bigint) AS i) AS r
JOIN buyer AS b USING (rank) JOIN customers AS c ON c.id = b.id;

-- Three in four are customers, known by the same e-mail.
INSERT INTO newsletter_subscribers
SELECT coalesce(c.email, pg_temp.ascii(first) || pg_temp.ascii(last) || i || '@kvikmail.dk'), c.id,
       CASE WHEN i % 5 > 0 THEN coalesce(c.display_name, first || ' ' || last) END,
       (ARRAY['sale', 'garden', 'new', 'press'])[1:1 + pg_temp.pick(i, 132, 4)::int], pg_temp.pick(i, 133, 9) > 0,
       date '2018-01-01' + pg_temp.pick(i, 134, 2500)::int
FROM (SELECT i, pg_temp.given(pg_temp.h(i, 130)) AS first, pg_temp.family(pg_temp.h(i, 131)) AS last
      FROM generate_series(1, :subscribers::bigint) AS i) AS s
LEFT JOIN customers AS c ON c.id = i AND i % 4 > 0;

INSERT INTO audit_log (at, actor, customer_id, action, ip, detail)
SELECT timestamptz '2024-01-01' + i * (interval '360 days' / :audits::bigint), e.email, c.id, action, pg_temp.ip(i, 140),
       jsonb_build_object('actor', e.first_name || ' ' || e.last_name, 'before', jsonb_build_object('street', c.street, 'phone', c.phone),
                          'action', action)
FROM (SELECT i, 1 + pg_temp.pick(i, 144, :employees::bigint) AS employee, 1 + pg_temp.pick(i, 145, :customers::bigint) AS customer,
             ('{view,change address,reset password,refund,export}'::text[])[pg_temp.skewed(i, 146, 5)] AS action
      FROM generate_series(1, :audits::bigint) AS i) AS a
JOIN employees AS e ON e.id = a.employee JOIN customers AS c ON c.id = a.customer ORDER BY i;

-- Keys -------------------------------------------------------------------------------------------
ALTER TABLE employees ADD PRIMARY KEY (id), ADD UNIQUE (email);
ALTER TABLE employees ADD FOREIGN KEY (manager_id) REFERENCES employees;
ALTER TABLE customers ADD PRIMARY KEY (id), ADD UNIQUE (email), ADD UNIQUE (public_id);
ALTER TABLE customers ADD FOREIGN KEY (referred_by) REFERENCES customers;
CREATE INDEX ON customers (last_name, first_name);
ALTER TABLE addresses ADD PRIMARY KEY (id);
ALTER TABLE addresses ADD FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE;
ALTER TABLE categories ADD PRIMARY KEY (id), ADD FOREIGN KEY (parent_id) REFERENCES categories;
ALTER TABLE products ADD PRIMARY KEY (id), ADD UNIQUE (sku);
ALTER TABLE products ADD FOREIGN KEY (category_id) REFERENCES categories;
ALTER TABLE orders ADD PRIMARY KEY (id, order_date);
ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers;
CREATE INDEX ON orders (customer_id);
ALTER TABLE order_items ADD PRIMARY KEY (order_id, order_date, line);
ALTER TABLE order_items ADD FOREIGN KEY (order_id, order_date) REFERENCES orders ON DELETE CASCADE;
ALTER TABLE order_items ADD FOREIGN KEY (product_id) REFERENCES products;
ALTER TABLE payments ADD PRIMARY KEY (id), ADD UNIQUE (reference);
ALTER TABLE payments ADD FOREIGN KEY (order_id, order_date) REFERENCES orders;
ALTER TABLE payments ADD CHECK (amount > 0);
ALTER TABLE sessions ADD PRIMARY KEY (id);
ALTER TABLE sessions ADD FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE;
ALTER TABLE tickets ADD PRIMARY KEY (id);
ALTER TABLE tickets ADD FOREIGN KEY (customer_id) REFERENCES customers;
ALTER TABLE tickets ADD FOREIGN KEY (order_id, order_date) REFERENCES orders DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE tickets ADD FOREIGN KEY (assigned_to) REFERENCES employees;
ALTER TABLE ticket_messages ADD PRIMARY KEY (ticket_id, number);
ALTER TABLE ticket_messages ADD FOREIGN KEY (ticket_id) REFERENCES tickets ON DELETE CASCADE;
ALTER TABLE reviews ADD PRIMARY KEY (id);
ALTER TABLE reviews ADD FOREIGN KEY (product_id) REFERENCES products;
ALTER TABLE reviews ADD FOREIGN KEY (customer_id) REFERENCES customers;
ALTER TABLE newsletter_subscribers ADD PRIMARY KEY (email);
ALTER TABLE newsletter_subscribers ADD FOREIGN KEY (customer_id) REFERENCES customers;
ALTER TABLE audit_log ADD PRIMARY KEY (id);
CREATE INDEX ON audit_log (customer_id);

-- Every identity column continues after its rows.
SELECT format('SELECT setval(%L, (SELECT max(%I) FROM %I.%I))', pg_get_serial_sequence(format('%I.%I', table_schema, table_name), column_name),
              column_name, table_schema, table_name)
FROM information_schema.columns
WHERE is_identity = 'YES' AND table_schema = 'public' AND pg_get_serial_sequence(format('%I.%I', table_schema, table_name), column_name) IS NOT NULL
ORDER BY table_name \gexec

CREATE VIEW customer_turnover AS
SELECT c.id, c.display_name, count(*) AS orders, sum(o.total) AS total
FROM customers AS c JOIN orders AS o ON o.customer_id = c.id GROUP BY c.id;

ANALYZE;
