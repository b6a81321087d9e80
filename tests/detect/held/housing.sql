-- Rented homes: a German letting ledger that has grown for decades, an English portal on top of it,
-- smart locks, and the tables of a Dutch subsidiary.
\ir ../values.sql
CREATE SCHEMA immo;
CREATE SCHEMA portal;
CREATE SCHEMA wonen;
SET search_path = immo, draw, public;

CREATE TABLE immo.objekt (
    obj_nr char(5) PRIMARY KEY,
    bezeichnung varchar(60),
    strasse_hnr varchar(80),
    plz char(5),
    ort varchar(40),
    baujahr smallint,
    anz_we smallint,
    heizungsart varchar(20),
    kennwert_kwh numeric(6,1),
    eigentuemer varchar(120),
    hausm_tel varchar(30),
    objektfoto varchar(120)
);
INSERT INTO immo.objekt
SELECT 'H' || lpad(i::text, 4, '0'),
       pick('ob', i, 'Wohnanlage|Wohnpark|Mehrfamilienhaus|Stadthaus') || ' ' || pick('on', i, 'Lindenhof|Schillerpark|Am Wehr|Südstadt|Goethequartier|Alte Gärtnerei'),
       street('de', i + 20000),
       code('de', i + 20000),
       city('de', i + 20000),
       n('bj', i, 1898, 2021),
       n('we', i, 4, 60),
       pick('hz', i, 'Gas-Zentral|Fernwärme|Wärmepumpe|Öl|Pellets'),
       n('kw', i, 350, 2400) / 10.0,
       CASE i % 5 WHEN 0 THEN company('de', i + 20000)
                  WHEN 1 THEN 'Eheleute ' || p.given || ' u. ' || (person('de', i + 21000)).given || ' ' || p.family
                  ELSE p.family || ', ' || p.given END,
       maybe(i, 4, phone('de', i + 20500)),
       'fotos/objekte/H' || lpad(i::text, 4, '0') || '_front.jpg'
FROM generate_series(1, 200) AS i, person('de', i + 20000) AS p;

CREATE TABLE immo.einheit (
    einheit int PRIMARY KEY,
    obj_nr char(5) NOT NULL REFERENCES immo.objekt,
    lage varchar(30),
    wfl_qm numeric(6,2),
    kaltmiete numeric(8,2),
    zaehler_nr varchar(20),
    zst_letzt numeric(10,3),
    keller varchar(8)
);
INSERT INTO immo.einheit
SELECT i,
       'H' || lpad(n('eo', i, 1, 200)::text, 4, '0'),
       pick('lg', i, 'EG|1. OG|2. OG|3. OG|DG') || ' ' || pick('lr', i, 'links|rechts|mitte|Vorderhaus|Hinterhaus'),
       n('qm', i, 2200, 14500) / 100.0,
       n('km', i, 28000, 189000) / 100.0,
       maybe(i, 7, '1' || pick('zh', i, 'EMH|ISK|LOG') || lpad(digits('zn', i, 8), 10, '0')),
       n('zs', i, 1200, 98000000) / 1000.0,
       CASE WHEN i % 3 <> 0 THEN 'K' || n('kl', i, 1, 48) END
FROM generate_series(1, 400) AS i;

CREATE TABLE immo.mieter (
    mieternr int PRIMARY KEY,
    anrede varchar(10),
    name1 varchar(40) NOT NULL,
    name2 varchar(40),
    geb_dat varchar(10),
    telefon varchar(30),
    telefon2 varchar(30),
    mail varchar(80),
    ausweis_nr varchar(12),
    kto_inh varchar(60),
    iban varchar(34),
    mandatsref varchar(20),
    beruf varchar(40),
    ausgezogen date,
    vermerk text
);
INSERT INTO immo.mieter
SELECT 10000 + i,
       CASE p.sex WHEN 'f' THEN 'Frau' ELSE 'Herr' END,
       p.family,
       p.given,
       maybe(i, 12, to_char(p.born, 'DD.MM.YYYY')),
       maybe(i, 5, phone('de', p.id)),
       CASE WHEN i % 8 = 0 THEN phone('de', p.id + 5000) END,
       maybe(i, 6, p.mail),
       CASE WHEN i % 6 = 0 THEN form('pa', i, 'LX##Y##X#') END,
       CASE WHEN i % 3 <> 0 THEN replace(translate(upper(p.family || ' ' || p.given), 'ÄÖÜ', 'AOU'), 'ß', 'SS') END,
       maybe(i, 9, iban('DE', '999' || digits('mi', i, 15))),
       maybe(i, 9, 'MND-' || n('mj', i, 2014, 2024) || '-' || lpad(i::text, 5, '0')),
       maybe(i, 4, pick('be', i, 'Rentner|Krankenschwester|Elektriker|Student|Verkäuferin|Lehrer|Kraftfahrer')),
       CASE WHEN i % 7 = 0 THEN day('az', i, '2016-01-01', '2024-09-30') END,
       CASE WHEN i % 5 = 0 THEN pick('vm', i, 'Ratenzahlung vereinbart mit |Schlüssel übergeben an |Untermieter gemeldet: |Rückruf erbeten von ')
            || (person('de', i + 24000)).given || ' ' || (person('de', i + 24000)).family || pick('ve', i, ', Tel. |, mobil |, abends unter ') || phone('de', i + 24000) END
FROM generate_series(1, 300) AS i, person('de', i + 22000) AS p;

CREATE TABLE immo.buchung (
    beleg_nr varchar(16) PRIMARY KEY,
    buch_dat date NOT NULL,
    soll_kto char(4) NOT NULL,
    haben_kto char(4) NOT NULL,
    betrag numeric(10,2) NOT NULL,
    mwst_satz smallint,
    buch_text varchar(140),
    mieternr int,
    iban_gegen varchar(34),
    erfasser varchar(20)
);
INSERT INTO immo.buchung
SELECT 'RE' || 2020 + i % 5 || '-' || lpad(i::text, 6, '0'),
       day('bd', i, '2020-01-01', '2024-11-30'),
       pick('so', i, '1200|1800|1210|4830'),
       pick('ha', i, '8105|8400|1410|4210'),
       n('bt', i, 1500, 180000) / 100.0,
       pick('mw', i, '0|7|19')::smallint,
       pick('bx', i, 'Miete |NK-Abr. |Kaution |Mahngeb. ') || lpad((1 + i % 12)::text, 2, '0') || '/' || 2020 + i % 5 || ' ' || p.family || CASE WHEN i % 2 = 0 THEN ', ' || p.given ELSE ' WE ' || n('bw', i, 1, 400) END,
       p.id - 12000,
       CASE WHEN i % 4 = 0 THEN iban('DE', '999' || digits('mi', p.id - 22000, 15)) END,
       pick('er', i, 'kbecker|s.vogel|hlindner|m.boehm|twagner|kbecker')
FROM generate_series(1, 500) AS i, person('de', n('bu', i, 22001, 22300)) AS p;

CREATE TABLE portal.users (
    id uuid PRIMARY KEY,
    email varchar NOT NULL UNIQUE,
    encrypted_password varchar NOT NULL,
    reset_password_token varchar,
    sign_in_count integer NOT NULL DEFAULT 0,
    current_sign_in_ip inet,
    display_name varchar,
    avatar_url varchar,
    locale varchar(5),
    confirmed_at timestamp
);
INSERT INTO portal.users
SELECT md5('puser' || i)::uuid,
       p.mail,
       key_of('bcrypt', i + 2000),
       CASE WHEN i % 8 = 0 THEN b62('rpt', i, 20) END,
       n('sic', i, 0, 412),
       maybe(i, 5, ip('hou', i)),
       CASE WHEN i % 4 = 0 THEN p.given || ' ' || left(p.family, 1) || '.' ELSE p.given || ' ' || p.family END,
       CASE WHEN i % 3 <> 0 THEN 'https://gravatar.example/avatar/' || md5(lower(p.mail)) || '?s=160' END,
       pick('loc', i, 'de|en|en-GB|nl'),
       maybe(i, 10, moment('cf', i))
FROM generate_series(1, 280) AS i, person('de', i + 22000) AS p;

CREATE TABLE portal.rental_applications (
    id int PRIMARY KEY,
    listing_ref text NOT NULL,
    applicant_name text NOT NULL,
    dob date,
    current_address text,
    employer text,
    gross_monthly_income numeric(10,2),
    prev_landlord jsonb,
    id_scan bytea,
    ni_number text,
    passport_no text,
    status text NOT NULL
);
INSERT INTO portal.rental_applications
SELECT i,
       'LST-' || 2022 + i % 3 || '-' || lpad(n('ls', i, 1, 900)::text, 4, '0'),
       p.given || ' ' || p.family,
       p.born,
       CASE WHEN i % 3 = 0 THEN 'Flat ' || n('fl', i, 1, 40) || ', ' ELSE '' END || street('en', i + 26000) || ', ' || city('en', i + 26000) || ' ' || code('en', i + 26000),
       maybe(i, 5, company('en', i + 26000)),
       n('gi', i, 140, 780) * 10,
       CASE WHEN i % 5 <> 0 THEN jsonb_build_object('name', (person('en', i + 27000)).given || ' ' || (person('en', i + 27000)).family, 'phone', phone('en', i + 27000), 'years', n('ly', i, 1, 12)) END,
       CASE WHEN i % 4 = 0 THEN bytes('ffd8ffe000104a46494600010100', 'idscan', i) END,
       CASE WHEN i % 3 = 0 THEN form('ni', i, 'QQ ## ## ## ') || pick('nis', i, 'A|B|C|D') END,
       CASE WHEN i % 3 = 1 THEN form('pp', i, pick('ppf', i, '#########|#########|XY#######')) END,
       pick('ast', i, 'received|viewing|references|offered|declined')
FROM generate_series(1, 240) AS i, person('en', i + 26000) AS p;

CREATE TABLE portal.tickets (
    id int PRIMARY KEY,
    unit_id int NOT NULL,
    category text NOT NULL,
    priority smallint NOT NULL,
    subject text NOT NULL,
    body text,
    entry_note text,
    photos text[],
    technician text,
    contractor text,
    cost_cents int,
    sla_due_at timestamptz
);
INSERT INTO portal.tickets
SELECT i,
       n('tu', i, 1, 400),
       pick('tc', i, 'plumbing|heating|electrical|lift|common areas|noise'),
       n('tp', i, 1, 4),
       pick('ts', i, 'Dripping tap in kitchen|No hot water|Lift stuck between floors|Mould in bathroom|Broken intercom|Stairwell light out'),
       pick('tb', i, 'This is the third time I report it. |It started on Monday after the storm. |Nobody came to the appointment. |The water runs down the wall. ') || pick('tb2', i, 'Regards, |Please call me, |Thank you, ') || p.given || ' ' || p.family
           || CASE WHEN i % 2 = 0 THEN ' (' || phone('de', p.id) || ')' ELSE '' END,
       CASE WHEN i % 3 = 0 THEN pick('en', i, 'Key is with the neighbour, |Please ring at |Dog in the flat, ask for ') || (person('de', i + 28000)).given || ' ' || (person('de', i + 28000)).family || pick('en2', i, ', 2nd floor|, after 5 pm|, left door') END,
       CASE WHEN i % 2 = 0 THEN ARRAY['tickets/' || lpad(i::text, 6, '0') || '/1.jpg', 'tickets/' || lpad(i::text, 6, '0') || '/2.jpg'] END,
       maybe(i, 4, (person('de', n('te', i, 28501, 28540))).given || ' ' || (person('de', n('te', i, 28501, 28540))).family),
       maybe(i, 4, company('de', n('ct', i, 29001, 29030))),
       CASE WHEN i % 5 <> 0 THEN n('cc', i, 4500, 240000) END,
       moment('sla', i)::timestamptz
FROM generate_series(1, 350) AS i, person('de', n('tt', i, 22001, 22300)) AS p;

CREATE TABLE portal.attachments (
    id uuid PRIMARY KEY,
    sha256 char(64) NOT NULL,
    filename text NOT NULL,
    content_type text NOT NULL,
    byte_size bigint NOT NULL,
    object_key text NOT NULL,
    fulltext tsvector
);
INSERT INTO portal.attachments
SELECT md5('att' || i)::uuid,
       hex('attsum', i, 64),
       pick('fn', i, 'Mietvertrag|Kuendigung|Uebergabeprotokoll|Selbstauskunft') || '_' || plain(p.family) || '_' || plain(p.given) || CASE WHEN i % 3 = 0 THEN '_unterschrieben' ELSE '' END || '.pdf',
       'application/pdf',
       n('bs', i, 20000, 4000000),
       'uploads/' || 2020 + i % 5 || '/' || lpad((1 + i % 12)::text, 2, '0') || '/' || md5('okey' || i)::uuid,
       to_tsvector('simple', pick('ft', i, 'mietvertrag zwischen |kündigung durch |übergabe an ') || p.given || ' ' || p.family || ' ' || street('de', p.id))
FROM generate_series(1, 260) AS i, person('de', n('at', i, 22001, 22300)) AS p;

CREATE TABLE portal.smart_locks (
    serial_no text PRIMARY KEY,
    unit_id int NOT NULL,
    model text NOT NULL,
    firmware text NOT NULL,
    battery_mv smallint,
    pairing_key char(32) NOT NULL,
    guest_pin char(6),
    last_seen_at timestamptz
);
INSERT INTO portal.smart_locks
SELECT form('lk', i, 'SL2X######') || i,
       i,
       pick('lm', i, 'Keyline S2|Keyline S2 Pro|Riegel One'),
       '3.' || n('f1', i, 0, 14) || '.' || n('f2', i, 0, 9) || '.' || n('f3', i, 100, 250),
       n('mv', i, 2450, 3290),
       hex('pair', i, 32),
       maybe(i, 3, digits('pin', i, 6)),
       moment('lse', i)::timestamptz
FROM generate_series(1, 220) AS i;

CREATE TABLE portal.integrations (
    id int PRIMARY KEY,
    provider text NOT NULL,
    base_url text,
    client_secret text,
    settings jsonb
);
INSERT INTO portal.integrations
SELECT i,
       pick('pv', i, 'listings|accounting|heat-meters|mailer'),
       'https://api.' || pick('pv', i, 'listings|accounting|heat-meters|mailer') || '.example/v' || n('av', i, 1, 3),
       CASE WHEN i % 4 <> 0 THEN b62('intsec', i, 40) END,
       jsonb_build_object('host', 'smtp' || i % 9 || '.mailer.example', 'port', 587, 'user', 'estate-' || i, 'password', b62('smtp', i, 16), 'tls', true)
FROM generate_series(1, 200) AS i;

CREATE TABLE wonen.huurders (
    huurder_id int PRIMARY KEY,
    aanhef text,
    voorletters text,
    tussenvoegsel text,
    achternaam text NOT NULL,
    geboortedatum date,
    bsn char(9),
    rekeningnr text,
    mobiel text,
    e_mailadres text,
    huurtoeslag boolean
);
INSERT INTO wonen.huurders
SELECT i,
       CASE p.sex WHEN 'f' THEN 'mevr.' ELSE 'dhr.' END,
       left(p.given, 1) || '.' || pick('vl', i, '|J.|M.|A.C.|'),
       nullif(substring(p.family FROM '^([a-z ]+) '), ''),
       regexp_replace(p.family, '^[a-z ]+ ', ''),
       p.born,
       maybe(i, 4, bsn(i + 700)),
       regexp_replace(iban('NL', 'TEST' || digits('nlh', i, 10)), '(....)(?=.)', '\1 ', 'g'),
       maybe(i, 6, phone('nl', i + 30000)),
       maybe(i, 5, p.mail),
       i % 3 = 0
FROM generate_series(1, 260) AS i, person('nl', i + 30000) AS p;

CREATE TABLE wonen.woningen (
    woning_id int PRIMARY KEY,
    adres text NOT NULL,
    postcode char(7),
    plaats text,
    woz_waarde int,
    energielabel text,
    bouwlaag smallint,
    locatie point
);
INSERT INTO wonen.woningen
SELECT i,
       street('nl', i + 31000) || pick('tv', i, '|-A|-B|-H| bis|-2'),
       code('nl', i + 31000),
       city('nl', i + 31000),
       n('woz', i, 140, 620) * 1000,
       pick('el', i, 'A++|A|B|C|D|E'),
       n('bl', i, 0, 9),
       point(round(4.2 + n('plon', i, 0, 200000) / 100000.0, 5)::float8, round(51.6 + n('plat', i, 0, 100000) / 100000.0, 5)::float8)
FROM generate_series(1, 260) AS i;

CREATE TABLE wonen.incasso (
    dossiernr text PRIMARY KEY,
    huurder_id int REFERENCES wonen.huurders,
    hoofdsom numeric(9,2),
    fase text,
    toelichting text,
    laatste_brief date
);
INSERT INTO wonen.incasso
SELECT 'INC/' || 2022 + i % 3 || '/' || lpad(i::text, 4, '0'),
       p.id - 30000,
       n('hf', i, 12000, 640000) / 100.0,
       pick('fa', i, 'herinnering|aanmaning|deurwaarder|regeling'),
       CASE WHEN i % 2 = 0 THEN pick('to', i, 'Gesproken met |Betaalt in termijnen, afspraak met |Bewindvoerder is ') || (person('nl', i + 33000)).given || ' ' || (person('nl', i + 33000)).family || ', ' || phone('nl', i + 33000) || '. ' || pick('to2', i, 'Belt terug na de 25e.|Brief retour gekomen.|Geen gehoor.') END,
       maybe(i, 4, day('lb', i, '2023-01-01', '2024-11-01'))
FROM generate_series(1, 200) AS i, person('nl', n('inc', i, 30001, 30260)) AS p;

CREATE TABLE wonen.mutaties (
    mutatie_id bigint PRIMARY KEY,
    tabel text NOT NULL,
    oud jsonb,
    gewijzigd_door text,
    gewijzigd_op timestamptz NOT NULL
);
INSERT INTO wonen.mutaties
SELECT i,
       'huurders',
       jsonb_build_object('huurder_id', p.id - 30000, 'achternaam', p.family, 'mobiel', phone('nl', p.id), 'e_mailadres', p.mail),
       pick('gd', i, 'f.bakker|jvisser|s.mulder|systeem|mdekker'),
       moment('mu', i)::timestamptz
FROM generate_series(1, 300) AS i, person('nl', n('mut', i, 30001, 30260)) AS p;

DROP SCHEMA draw CASCADE;
