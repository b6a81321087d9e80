-- An insurer in Germany with a branch in Poland: old short German names beside a newer Polish part.
\ir ../values.sql
UPDATE draw.words SET
    woman = 'Hildegard|Renate|Silke|Annika|Gudrun|Yvonne|Mareike|Elfriede|Jasmin|Birgit|Svenja|Waltraud|Ayşe|Edeltraud',
    man = 'Horst|Uwe|Thorsten|Jörg|Bernd|Rüdiger|Marcel|Florian|Detlef|Holger|Karl-Heinz|Mehmet|Eckhard|Ralf',
    family = 'Brandt|Seidel|Pohl|Kühn|Engel|Horn|Busch|Bergmann|Thomas|Sauer|Arnold|Pfeiffer|Yıldız|Winkelmann|von der Heide|Stein|Kaiser|Jäger|Ott|Haas',
    street = 'Ringstr. %|Am Mühlbach %|Friedrich-Ebert-Str. % a|Rosenweg %|Bergstraße %|Dorfstraße %|An der Kirche %|Breslauer Str. %',
    city = 'Kassel|Ulm|Bad Homburg|Rostock|Erfurt|Passau|Siegen|Görlitz|Halle (Saale)|Wolfsburg'
WHERE lang = 'de';
UPDATE draw.words SET
    woman = 'Halina|Grażyna|Iwona|Aleksandra|Urszula|Wiesława|Oliwia|Natalia|Bożena|Karolina',
    man = 'Stanisław|Mirosław|Dariusz|Bartosz|Mateusz|Jerzy|Ryszard|Sławomir|Kamil|Henryk',
    family = 'Adamczyk|Duda|Wieczorek|Jabłoński|Król|Majewski|Olszewski|Stępień|Malinowski|Pawłowski|Sikora|Baran|Rutkowski|Szewczyk|Ostrowski',
    street = 'ul. Słowackiego %|ul. 3 Maja % m. 4|ul. Lipowa %|Osiedle Tysiąclecia %|ul. Sienkiewicza %|al. Niepodległości %|Rynek %',
    city = 'Rzeszów|Opole|Kielce|Olsztyn|Bydgoszcz|Zielona Góra|Gdynia|Radom'
WHERE lang = 'pl';
CREATE SCHEMA vers;
SET search_path = vers, draw, public;
CREATE TYPE vers.sparte AS ENUM ('KFZ', 'LV', 'PHV', 'HR', 'WG');

-- A Polish identity card: three letters, a check digit, five digits.
CREATE FUNCTION draw.dowod(i int) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT x || ((draw.weighed(d, '{7,3,1,7,3}')
                  + (SELECT sum((ascii(substr(x, k, 1)) - 55) * ('{7,3,1}'::int[])[k]) FROM generate_series(1, 3) AS k)) % 10) || d
    FROM (SELECT 'D' || draw.form('dow', i, 'XY') AS x, draw.digits('dow', i, 5) AS d) AS s $$;
-- A Polish tax number and a German one for VAT
CREATE FUNCTION draw.nip(i int) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT b || draw.weighed(b, '{6,5,7,2,3,4,5,6,7}') % 11 FROM generate_series(1, 40) AS k, LATERAL (SELECT '7' || draw.digits('nip' || k, i, 8)) AS d(b)
    WHERE draw.weighed(b, '{6,5,7,2,3,4,5,6,7}') % 11 < 10 ORDER BY k LIMIT 1 $$;
CREATE FUNCTION draw.ust(i int) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE body text := '3' || draw.digits('ust', i, 7); c text; p int := 10; s int;
BEGIN
    FOREACH c IN ARRAY string_to_array(body, NULL) LOOP
        s := (c::int + p) % 10;
        p := CASE s WHEN 0 THEN 10 ELSE s END * 2 % 11;
    END LOOP;
    RETURN body || (11 - p) % 10;
END $$;

CREATE TABLE vers.vermittler (
    verm_nr int PRIMARY KEY,
    bez text NOT NULL,
    ansprechp text,
    "telefonNr" text,
    "eMail" text,
    ihk_reg_nr text UNIQUE,
    prov_satz numeric(4,2) NOT NULL,
    ust_id text,
    gebiet text,
    aktiv boolean NOT NULL
);
INSERT INTO vers.vermittler
SELECT i,
       CASE WHEN i % 3 = 0 THEN 'Versicherungsmakler ' || p.family || ' GmbH' ELSE 'Agentur ' || company('de', i) END,
       left(p.given, 1) || '. ' || p.family,
       maybe(i, 9, phone('de', i + 900)),
       plain(p.family) || i || '@' || pick('vm', i, 'agentur.example|makler.example|vertrieb.example'),
       'D-' || form('ihk', i, 'X###-#XY##-##'),
       n('prov', i, 150, 900) / 100.0,
       maybe(i, 4, 'DE' || ust(i)),
       area('de', i),
       i % 7 <> 0
FROM generate_series(1, 70) AS i, person('de', i + 900) AS p;

CREATE TABLE vers.vn_stamm (
    vnr int PRIMARY KEY,
    anr_kz smallint NOT NULL CHECK (anr_kz IN (1, 2)),
    nname1 text NOT NULL,
    nname2 text,
    vname text NOT NULL,
    gebdat char(8),
    geb_ort text,
    staat char(3),
    str_hnr text,
    plz text,
    wohnort text,
    tel_p text,
    tel_m text,
    beruf text,
    fam_st char(1),
    steuer_idnr text,
    fld07 text,
    zus3 text,
    kd_kat char(1),
    mahn_kz smallint,
    anl_dat timestamp NOT NULL,
    anl_user text NOT NULL
);
INSERT INTO vers.vn_stamm
SELECT i,
       CASE p.sex WHEN 'm' THEN 1 ELSE 2 END,
       CASE WHEN i % 13 = 0 THEN upper(p.family) ELSE p.family END,
       CASE WHEN i % 10 = 0 THEN 'geb. ' || (person('de', i + 2000)).family END,
       p.given,
       maybe(i, 14, to_char(p.born, 'YYYYMMDD')),
       maybe(i, 3, city('de', i + 300)),
       pick('sta', i, 'DEU|DEU|DEU|TUR|POL|ITA'),
       street('de', i),
       CASE WHEN i % 30 = 0 THEN 'D-' ELSE '' END || code('de', i),
       city('de', i),
       maybe(i, 4, phone('de', i)),
       maybe(i, 3, phone('de', i + 3000)),
       pick('ber', i, 'Angestellte(r)|Kfz-Mechatroniker|Erzieherin|Rentner|Steuerfachangestellte|Dachdecker|Lehrerin|selbst.|Student'),
       pick('fst', i, 'L|V|G|W'),
       maybe(i, 2, steuer_id(i + 500)),
       maybe(i, 3, p.mail),
       CASE WHEN i % 2 = 0 THEN iban('DE', '999' || digits('zus', i, 15)) END,
       pick('kdk', i, 'A|B|C|D'),
       i % 4,
       moment('anl', i),
       pick('au', i, 'BATCH|MIGR|hkoenig|tsauer2|uott')
FROM generate_series(1, 200) AS i, person('de', i) AS p;

CREATE TABLE vers.vertrag (
    vsnr text PRIMARY KEY,
    vnr int NOT NULL REFERENCES vers.vn_stamm,
    sparte vers.sparte NOT NULL,
    tarif text NOT NULL,
    beg date NOT NULL,
    abl date,
    zw smallint NOT NULL,
    jbeitrag numeric(9,2) NOT NULL,
    kto_inh text,
    kto_iban text,
    mand_ref text UNIQUE,
    verm_nr int REFERENCES vers.vermittler,
    klauseln text[] NOT NULL,
    bem text
);
INSERT INTO vers.vertrag
SELECT '70/' || digits('vs', i, 7) || '-' || lpad(i::text, 3, '0'),
       p.id,
       pick('spa', i, 'KFZ|LV|PHV|HR|WG')::vers.sparte,
       pick('tar', i, 'Komfort 2019|Basis|Premium Plus|Kompakt 55+|T-2021/3'),
       day('beg', i, '2005-01-01', '2024-06-01'),
       CASE WHEN i % 4 = 0 THEN day('abl', i, '2024-07-01', '2035-01-01') END,
       pick('zw', i, '1|2|4|12')::smallint,
       n('jb', i, 3500, 240000) / 100.0,
       CASE WHEN i % 3 > 0 THEN p.given || ' ' || p.family WHEN i % 2 = 0 THEN p.family || ' ' || left(p.given, 1) || '.' END,
       maybe(i, 4, regexp_replace(iban('DE', '999' || digits('vk', i, 15)), '(.{4})(?=.)', '\1 ', 'g')),
       'M-' || p.id || '-' || 2010 + i % 14 || '-' || i,
       maybe(i, 6, n('vv', i, 1, 70)),
       ARRAY['K' || n('kl', i, 10, 99), 'GV' || n('gl', i, 1, 9)],
       CASE WHEN i % 6 = 1 THEN pick('vb', i, 'Beitragsfreistellung besprochen mit |Rückruf erbeten von |Kündigung angedroht, ') || CASE p.sex WHEN 'm' THEN 'Herrn ' ELSE 'Frau ' END || p.family || ', ' || phone('de', p.id) END
FROM generate_series(1, 200) AS i, person('de', n('vt', i, 1, 200)) AS p;

CREATE TABLE vers.kfz_obj (
    obj_id int PRIMARY KEY,
    vnr int NOT NULL REFERENCES vers.vn_stamm,
    akz text NOT NULL,
    fin char(17) NOT NULL,
    hsn char(4) NOT NULL,
    tsn char(3) NOT NULL,
    fabrikat text NOT NULL,
    modell text NOT NULL,
    ez date,
    kw smallint,
    km_jahr int,
    sf_kl text,
    abstellplatz text
);
INSERT INTO vers.kfz_obj
SELECT i,
       n('kv', i, 1, 200),
       pick('akz', i, 'KS|UL|HG|HRO|EF|PA|SI|GR') || form('akz', i, pick('akf', i, '-XY ###|-X ####|-XY 2#|X 1##|-XY 7')),
       'W' || form('fin', i, 'XYXXX#Y##X') || digits('fin', i, 6),
       pick('hsn', i, '0603|0005|0588|1313|7118'),
       form('tsn', i, 'XYX'),
       pick('fab', i, 'Nordwagen|Alba|Kestrel|Tatra-Motor|Lumen'),
       pick('mod', i, 'Felix 1.6 TDI|Bergamo Kombi|i40|Clara Sport|Paul 2.0'),
       day('ez', i, '2001-01-01', '2024-01-01'),
       n('kw', i, 44, 210),
       n('km', i, 3, 40) * 1000,
       pick('sf', i, 'SF1/2|SF3|SF12|SF27|M|0'),
       pick('abst', i, 'Garage|Carport|Straße|Tiefgarage')
FROM generate_series(1, 150) AS i;

CREATE TABLE vers.schaden (
    sch_nr bigint PRIMARY KEY,
    vsnr text NOT NULL REFERENCES vers.vertrag,
    sch_tag date NOT NULL,
    gemeldet timestamp NOT NULL,
    hergang text,
    gegner text,
    "gegnerKennz" text,
    sch_ort_lat numeric(8,5),
    sch_ort_lon numeric(8,5),
    pol_az text,
    reserve numeric(10,2),
    gutachten text,
    foto bytea,
    sb_kuerzel char(4),
    status text NOT NULL
);
INSERT INTO vers.schaden
SELECT 2024000000 + i,
       v.vsnr,
       day('st', i, '2018-01-01', '2024-06-01'),
       moment('sm', i),
       pick('hg', i, 'VN ist beim Einparken gegen das Fahrzeug von |Wasserrohrbruch, Mieterin ist |Der Hund des VN hat gebissen: |Auffahrunfall mit ') || q.given || ' ' || q.family || pick('he', i, ' geraten.|, Tel. ' || phone('de', i + 5000) || '.|, ' || street('de', i + 5000) || '.'),
       CASE WHEN i % 3 > 0 THEN q.family || ', ' || q.given END,
       CASE WHEN i % 3 = 1 THEN pick('gkz', i, 'F|B|M|HH|LB') || form('gkz', i, ' XY ###') END,
       CASE WHEN i % 5 > 0 THEN 48.1 + n('la', i, 0, 500000) / 100000.0 END,
       CASE WHEN i % 5 > 0 THEN 7.2 + n('lo', i, 0, 600000) / 100000.0 END,
       CASE WHEN i % 4 = 0 THEN 'ST/' || digits('az', i, 7) || '/' || 2018 + i % 6 END,
       n('res', i, 100, 2000000) / 100.0,
       CASE WHEN i % 3 = 0 THEN 'Gutachten_' || plain(q.family) || '_' || digits('ga', i, 4) || '.pdf' END,
       CASE WHEN i % 4 = 0 THEN bytes('ffd8ffe000104a46494600010100', 'schad', i) END,
       upper(left(plain((person('de', n('sb', i, 901, 970))).family), 2)) || lpad((i % 30)::text, 2, '0'),
       pick('sst', i, 'offen|reguliert|abgelehnt|in Prüfung')
FROM generate_series(1, 140) AS i, LATERAL (SELECT vsnr FROM vers.vertrag ORDER BY vsnr COLLATE "C" OFFSET n('sv', i, 0, 199) LIMIT 1) AS v, person('de', i + 5000) AS q;

CREATE TABLE vers.lv_antrag (
    antrag_id uuid PRIMARY KEY,
    vnr int NOT NULL REFERENCES vers.vn_stamm,
    "begünstigter" text,
    bez_gebdat date,
    vers_summe numeric(11,2) NOT NULL,
    raucher boolean,
    vorerkr text,
    hausarzt text,
    cm smallint,
    kg smallint,
    ausweis_nr text,
    unterschrift bytea,
    antworten jsonb NOT NULL
);
INSERT INTO vers.lv_antrag
SELECT md5('lv' || i)::uuid,
       n('la', i, 1, 200),
       q.given || ' ' || q.family,
       maybe(i, 5, q.born),
       n('su', i, 1, 60) * 5000,
       i % 4 = 0,
       CASE WHEN i % 3 = 0 THEN pick('vor', i, 'Asthma bronchiale|Bandscheibenvorfall L4/L5|Depression 2017, ausgeheilt|Bluthochdruck|Diabetes Typ 1') END,
       'Dr. med. ' || (person('de', n('ha', i, 400, 440))).family || ', ' || city('de', i),
       n('cm', i, 150, 203),
       n('kg', i, 46, 131),
       'L' || form('aus', i, '#XY##X##'),
       bytes('89504e470d0a1a0a0000000d49484452', 'unt', i),
       jsonb_build_object('frage_1', i % 2 = 0, 'frage_2', i % 3 = 0, 'arzt', 'Dr. ' || q.family, 'medikamente', pick('med', i, 'keine|Metformin|Ramipril'))
FROM generate_series(1, 90) AS i, person('de', i + 6000) AS q;

CREATE TABLE vers.klient_pl (
    id int PRIMARY KEY,
    imie text NOT NULL,
    nazwisko text NOT NULL,
    pesel char(11),
    nip text,
    nr_dowodu char(9),
    data_ur date,
    plec char(1),
    ulica text,
    kod_poczt char(6),
    miejscowosc text,
    woj text,
    tel_kom text,
    e_mail text,
    mail_skrot char(64),
    zgoda_rodo boolean NOT NULL,
    uwagi text
);
INSERT INTO vers.klient_pl
SELECT i,
       p.given,
       CASE WHEN p.sex = 'f' THEN regexp_replace(p.family, 'ski$', 'ska') ELSE p.family END,
       maybe(i, 12, pesel(p.born, i)),
       CASE WHEN i % 4 = 0 THEN regexp_replace(nip(i), '(...)(...)(..)(..)', '\1-\2-\3-\4') END,
       maybe(i, 5, dowod(i)),
       p.born,
       CASE p.sex WHEN 'f' THEN 'K' ELSE 'M' END,
       street('pl', i),
       code('pl', i),
       city('pl', i),
       area('pl', i),
       maybe(i, 6, phone('pl', i)),
       maybe(i, 7, p.mail),
       maybe(i, 7, encode(sha256(p.mail::bytea), 'hex')),
       i % 3 > 0,
       CASE WHEN i % 5 = 0 THEN pick('uw', i, 'Proszę dzwonić po 16:00, |Kontakt przez żonę, |Mieszka u syna: ') || (person('pl', i + 800)).given || ' ' || p.family || ', tel. ' || phone('pl', i + 800) END
FROM generate_series(1, 160) AS i, person('pl', i) AS p;

CREATE TABLE vers.szkoda_pl (
    nr_szkody text PRIMARY KEY,
    klient_id int NOT NULL REFERENCES vers.klient_pl,
    rodzaj text NOT NULL,
    nr_rej text,
    opis_zdarzenia text,
    swiadek text,
    tel_swiadka text,
    kwota numeric(10,2),
    waluta char(3) NOT NULL,
    nr_konta char(26),
    likwidator text,
    liczba_zdjec smallint
);
INSERT INTO vers.szkoda_pl
SELECT 'PL/' || 2022 + i % 3 || '/' || lpad(i::text, 6, '0'),
       p.id,
       pick('rod', i, 'OC|AC|NNW|Dom i mieszkanie'),
       maybe(i, 3, pick('rej', i, 'RZ|OP|TK|NO|CB|FZ|GA|WR') || form('rej', i, pick('rejf', i, ' ####X| XY###| #####'))),
       'Poszkodowany ' || p.given || ' ' || p.family || pick('op', i, ' zgłasza uszkodzenie zderzaka.| zgłasza zalanie mieszkania przy ' || street('pl', p.id) || '.| został potrącony na przejściu.'),
       CASE WHEN i % 2 = 0 THEN q.given || ' ' || q.family END,
       CASE WHEN i % 2 = 0 THEN phone('pl', i + 1500) END,
       n('kw', i, 10000, 3000000) / 100.0,
       CASE WHEN i % 9 = 0 THEN 'EUR' ELSE 'PLN' END,
       maybe(i, 5, substr(iban('PL', '999' || digits('nrb', i, 21)), 3)),
       (person('pl', n('lik', i, 300, 320))).login,
       n('zd', i, 0, 14)
FROM generate_series(1, 110) AS i, person('pl', n('szk', i, 1, 160)) AS p, person('pl', i + 1500) AS q;

CREATE TABLE vers.portal_konto (
    id int PRIMARY KEY,
    vnr int NOT NULL REFERENCES vers.vn_stamm,
    kennung text UNIQUE NOT NULL,
    "pwHash" text NOT NULL,
    "sicherheitsAntwort" text,
    aktiv_code text,
    mfa_seed text,
    "sessionId" text,
    letzte_ip inet,
    endgeraet text,
    push_token text,
    fehlversuche smallint NOT NULL,
    sprache char(2) NOT NULL
);
INSERT INTO vers.portal_konto
SELECT i,
       i,
       p.login,
       key_of(CASE WHEN i % 3 = 0 THEN 'argon2' ELSE 'bcrypt' END, i),
       maybe(i, 2, pick('sia', i, 'Bello|Grundschule am See|Opel Kadett|Lasagne|Bergmann')),
       CASE WHEN i % 4 = 0 THEN digits('akt', i, 6) END,
       CASE WHEN i % 3 = 0 THEN key_of('totp', i + 50) END,
       maybe(i, 2, hex('sess', i, 48)),
       maybe(i, 5, ip('pip', i)),
       maybe(i, 5, browser(i)),
       CASE WHEN i % 4 = 1 THEN b62('push', i, 22) || ':APA91b' || b62('push2', i, 80) END,
       i % 5,
       pick('spr', i, 'de|de|de|tr|en')
FROM generate_series(1, 130) AS i, person('de', i) AS p;

CREATE TABLE vers.aend_prot (
    lfd bigint PRIMARY KEY,
    tab text NOT NULL,
    schluessel text NOT NULL,
    vorher jsonb,
    nachher jsonb,
    usr text NOT NULL,
    ts timestamp NOT NULL
);
INSERT INTO vers.aend_prot
SELECT i,
       'vn_stamm',
       p.id::text,
       jsonb_build_object('vnr', p.id, 'nname1', p.family, 'vname', p.given, 'str_hnr', street('de', p.id)),
       jsonb_build_object('vnr', p.id, 'nname1', p.family, 'vname', p.given, 'str_hnr', street('de', p.id + 7)),
       pick('usr', i, 'BATCH|hkoenig|tsauer2|uott|rkaiser'),
       moment('apt', i)
FROM generate_series(1, 120) AS i, person('de', n('ap', i, 1, 200)) AS p;

CREATE TABLE vers.produkt (
    kod text PRIMARY KEY,
    nazwa text UNIQUE NOT NULL,
    skladka_min numeric(8,2) NOT NULL,
    wersja_owu text NOT NULL,
    nr_katalogowy text NOT NULL,
    opis text
);
INSERT INTO vers.produkt
SELECT pick('pk', i, 'OC|AC|DOM|ZYC|NNW') || '-' || lpad(i::text, 3, '0'),
       pick('pn', i, 'Bezpieczna Rodzina|Auto Maksymalne|Złota Jesień|Anna – polisa dla kobiet|Podróżnik') || ' ' || i,
       n('sm', i, 4900, 99000) / 100.0,
       'OWU/' || n('ow', i, 1, 12) || '/' || 2015 + i % 9,
       digits('nk', i, 9),
       pick('po', i, 'Ochrona mienia i życia w jednym pakiecie.|Pakiet dla kierowców z bezszkodową historią.|Ubezpieczenie turystyczne, suma do 100 000 EUR.')
FROM generate_series(1, 60) AS i;

CREATE TABLE vers.anbindung (
    id int PRIMARY KEY,
    partner text NOT NULL,
    basis_url text NOT NULL,
    host_adr inet NOT NULL,
    api_schl text NOT NULL,
    priv_key text,
    interval_sek int NOT NULL,
    letzter_lauf timestamp
);
INSERT INTO vers.anbindung
SELECT i,
       company('de', i + 70),
       'https://' || pick('bu', i, 'gdv|schufa-test|werkstatt|tuev') || i || '.partner.example/v' || 1 + i % 3,
       ('10.20.' || i % 9 || '.' || i)::inet,
       key_of(pick('kv', i, 'aws|google|stripe|intern'), i),
       CASE WHEN i % 3 = 0 THEN key_of('pem', i) END,
       pick('is', i, '60|300|900|86400')::int,
       moment('ll', i)
FROM generate_series(1, 60) AS i;

DROP SCHEMA draw CASCADE;
