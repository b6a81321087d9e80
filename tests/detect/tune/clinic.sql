-- A clinic in German, with abbreviations: patients, stays, findings, insurers, staff, an audit table.
\ir ../values.sql
CREATE EXTENSION IF NOT EXISTS hstore SCHEMA public;
CREATE SCHEMA klinik;
SET search_path = klinik, draw, public;
CREATE TYPE geschlecht AS ENUM ('w', 'm', 'd');
CREATE TABLE klinik.patienten (
    pat_id int PRIMARY KEY,
    nachname text NOT NULL,
    vorname text NOT NULL,
    geb_dat date NOT NULL CHECK (geb_dat > '1900-01-01'),
    gebname text,
    geschl klinik.geschlecht,
    titel text,
    anrede text,
    strasse text,
    plz char(5),
    ort text,
    tel_privat text,
    handy text,
    mail text,
    kv_nr char(10) UNIQUE,
    steuer_id char(11),
    konfession text,
    blutgruppe text,
    groesse_cm smallint,
    gewicht numeric(4,1),
    foto bytea,
    hausarzt text,
    notfallkontakt text,
    bemerkung text,
    angelegt_am timestamp NOT NULL DEFAULT now(),
    mahnstufe smallint NOT NULL,
    email_erlaubt boolean NOT NULL
);
INSERT INTO klinik.patienten (pat_id, nachname, vorname, geb_dat, gebname, geschl, titel, anrede, strasse, plz, ort, tel_privat, handy, mail, kv_nr, steuer_id, konfession, blutgruppe, groesse_cm, gewicht, foto, hausarzt, notfallkontakt, bemerkung, angelegt_am, mahnstufe, email_erlaubt)
SELECT i,
       p.family,
       p.given,
       p.born,
       CASE WHEN i % 6 = 0 THEN (person('de', i + 3000)).family END,
       CASE p.sex WHEN 'f' THEN 'w' ELSE 'm' END::klinik.geschlecht,
       CASE WHEN i % 9 = 0 THEN pick('ti', i, 'Dr.|Prof.|Dipl.-Ing.') END,
       CASE p.sex WHEN 'f' THEN 'Frau' ELSE 'Herr' END,
       street('de', i),
       code('de', i),
       city('de', i),
       maybe(i, 5, phone('de', i)),
       maybe(i, 3, phone('de', i + 4000)),
       maybe(i, 4, p.mail),
       chr(65 + i % 26) || digits('kv', i, 9),
       maybe(i, 3, steuer_id(i)),
       pick('konf', i, 'rk|ev|keine|muslimisch|jüdisch'),
       pick('bg', i, 'A+|A-|B+|0+|0-|AB+'),
       n('gr', i, 148, 201),
       n('gw', i, 450, 1240) / 10.0,
       CASE WHEN i % 3 = 0 THEN bytes('ffd8ffe000104a46494600010100', 'foto', i) END,
       'Dr. ' || (person('de', n('ha', i, 700, 730))).given || ' ' || (person('de', n('ha', i, 700, 730))).family,
       (person('de', i + 5000)).given || ' ' || p.family || ', ' || phone('de', i + 5000),
       CASE WHEN i % 4 = 1 THEN pick('bm', i, 'Patient hört schlecht, bitte laut sprechen.|Angehörige anrufen:|Kommt nur vormittags,') || ' ' || CASE p.sex WHEN 'f' THEN 'Frau ' ELSE 'Herr ' END || p.family || ' Tel. ' || phone('de', i) END,
       moment('ang', i),
       i % 4,
       i % 2 = 0
FROM generate_series(1, 220) AS i, person('de', i) AS p;

CREATE TABLE klinik.versicherungen (
    id int PRIMARY KEY,
    bezeichnung text NOT NULL,
    ik_nr char(9) NOT NULL,
    anschrift text,
    konto_iban text
);
INSERT INTO klinik.versicherungen (id, bezeichnung, ik_nr, anschrift, konto_iban)
SELECT i,
       pick('vb', i, 'Allgemeine|Neue|Freie|Nord|Süd') || ' Krankenkasse ' || i,
       '10' || digits('ik', i, 7),
       street('de', i + 40),
       iban('DE', '999' || digits('kk', i, 15))
FROM generate_series(1, 60) AS i;

CREATE TABLE klinik.aufenthalte (
    fall_nr bigint PRIMARY KEY,
    pat_id int NOT NULL REFERENCES klinik.patienten,
    station text NOT NULL,
    zimmer text,
    aufnahme timestamp NOT NULL,
    entlassung timestamp,
    icd10 text NOT NULL,
    hauptdiagnose text NOT NULL,
    arztbrief text,
    vitalwerte jsonb,
    kostentraeger int REFERENCES klinik.versicherungen,
    CHECK (entlassung >= aufnahme)
);
INSERT INTO klinik.aufenthalte (fall_nr, pat_id, station, zimmer, aufnahme, entlassung, icd10, hauptdiagnose, arztbrief, vitalwerte, kostentraeger)
SELECT 20240000 + i,
       p.id,
       pick('stat', i, 'Innere 1|Chirurgie 2|Onkologie|Geriatrie|Kardiologie'),
       n('zi', i, 100, 420)::text,
       moment('auf', i),
       moment('auf', i) + n('dauer', i, 1, 20) * interval '1 day',
       pick('icd', i, 'I10.90|E11.9|J18.9|C50.9|F32.1|S72.00|K35.8'),
       pick('dia', i, 'Essentielle Hypertonie|Diabetes mellitus Typ 2|Pneumonie|Mammakarzinom|Depressive Episode|Appendizitis'),
       'Sehr geehrte Kollegin, wir berichten über ' || p.given || ' ' || p.family || ', geb. ' || to_char(p.born, 'DD.MM.YYYY') || E', wohnhaft in ' || city('de', p.id) || E'.\nDiagnose: ' || pick('dia', i, 'Hypertonie|Diabetes|Pneumonie') || '.',
       jsonb_build_object('puls', n('pu', i, 55, 110), 'rr', n('rr', i, 100, 180) || '/' || n('rs', i, 60, 100), 'spo2', n('sp', i, 88, 100)),
       n('kt', i, 1, 60)
FROM generate_series(1, 280) AS i, person('de', n('auf', i, 1, 220)) AS p;

CREATE TABLE klinik.laborwerte (
    id bigint NOT NULL,
    pat_id int NOT NULL REFERENCES klinik.patienten,
    parameter text NOT NULL,
    wert numeric(8,2),
    einheit text,
    hiv_status boolean,
    barcode text NOT NULL,
    befund_datei text,
    abgenommen date NOT NULL,
    PRIMARY KEY (id, abgenommen)
) PARTITION BY RANGE (abgenommen);
CREATE TABLE klinik.laborwerte_alt PARTITION OF klinik.laborwerte FOR VALUES FROM ('2020-01-01') TO ('2023-01-01');
CREATE TABLE klinik.laborwerte_neu PARTITION OF klinik.laborwerte DEFAULT;
INSERT INTO klinik.laborwerte (id, pat_id, parameter, wert, einheit, hiv_status, barcode, befund_datei, abgenommen)
SELECT i,
       p.id,
       pick('lp', i, 'Hb|Leukozyten|CRP|HbA1c|TSH'),
       n('lw', i, 10, 9000) / 100.0,
       pick('le', i, 'g/dl|G/l|mg/l|%|mU/l'),
       CASE WHEN i % 20 = 0 THEN i % 40 = 0 END,
       digits('bc', i, 12),
       '/befunde/' || 2020 + i % 5 || '/' || plain(p.family) || '_' || plain(p.given) || '_' || to_char(p.born, 'YYYYMMDD') || '.pdf',
       day('abg', i, '2021-01-01', '2024-12-31')
FROM generate_series(1, 250) AS i, person('de', n('lab', i, 1, 220)) AS p;

CREATE TABLE klinik.mitarbeiter (
    "persNr" int PRIMARY KEY,
    "Name" text NOT NULL,
    kuerzel char(3) UNIQUE,
    benutzer text UNIQUE NOT NULL,
    kennwort text NOT NULL,
    durchwahl text,
    "eMail" text,
    berufsbez text,
    eintritt date,
    "IBAN" text,
    otp_seed text,
    gewerkschaft boolean,
    zusatz hstore
);
INSERT INTO klinik.mitarbeiter ("persNr", "Name", kuerzel, benutzer, kennwort, durchwahl, "eMail", berufsbez, eintritt, "IBAN", otp_seed, gewerkschaft, zusatz)
SELECT i,
       p.family || ', ' || p.given,
       chr(65 + i / 26 % 26) || chr(65 + i % 26) || upper(left(plain(p.family), 1)),
       plain(left(p.given, 1) || p.family) || i,
       key_of('argon2', i),
       '-' || n('dw', i, 100, 999),
       plain(p.given || '.' || p.family) || i || '@klinikum.example',
       pick('bb', i, 'Krankenpflegerin|Oberarzt|Assistenzärztin|MTA|Hebamme'),
       day('ein', i, '1995-01-01', '2024-01-01'),
       iban('DE', '999' || digits('ma', i, 15)),
       CASE WHEN i % 2 = 0 THEN key_of('totp', i) END,
       i % 5 = 0,
       hstore(ARRAY['notfall_tel', phone('de', i + 6000), 'spind', i::text])
FROM generate_series(1, 90) AS i, person('de', i + 700) AS p;

CREATE TABLE klinik.aenderungen (
    lfd_nr bigint PRIMARY KEY,
    tabelle text NOT NULL,
    alt text,
    neu text,
    bearbeiter text NOT NULL,
    zeitpunkt timestamp NOT NULL
);
INSERT INTO klinik.aenderungen (lfd_nr, tabelle, alt, neu, bearbeiter, zeitpunkt)
SELECT i,
       'patienten',
       format('(%s,%s,%s,%s,"%s")', p.id, p.family, p.given, p.born, street('de', p.id)),
       format('(%s,%s,%s,%s,"%s")', p.id, p.family, p.given, p.born, street('de', p.id + 1)),
       (SELECT plain(left(q.given, 1) || q.family) || q.id - 700 FROM person('de', n('bea', i, 701, 790)) AS q),
       moment('zp', i)
FROM generate_series(1, 150) AS i, person('de', n('aen', i, 1, 220)) AS p;

CREATE TABLE klinik.termine (
    id int PRIMARY KEY,
    pat_id int REFERENCES klinik.patienten,
    beginn timestamptz NOT NULL,
    betreff text,
    sms_an text,
    storniert boolean NOT NULL,
    raum_nr smallint
);
INSERT INTO klinik.termine (id, pat_id, beginn, betreff, sms_an, storniert, raum_nr)
SELECT i,
       p.id,
       moment('tb', i)::timestamptz,
       pick('bt', i, 'Kontrolle|Erstgespräch|Nachsorge') || ' ' || p.family,
       maybe(i, 4, phone('de', p.id + 4000)),
       i % 11 = 0,
       n('rn', i, 1, 30)
FROM generate_series(1, 200) AS i, person('de', n('ter', i, 1, 220)) AS p;

DROP SCHEMA draw CASCADE;
