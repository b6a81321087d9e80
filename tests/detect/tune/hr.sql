-- Human resources in German, English and Spanish: staff, payroll, leave, applicants, reviews, vault.
\ir ../values.sql
CREATE SCHEMA personal;
CREATE SCHEMA recruiting;
SET search_path = personal, draw, public;
CREATE TYPE personal.lohnart AS ENUM ('gehalt', 'bonus', 'abzug');
CREATE TABLE personal.mitarbeitende (
    "PersonalNr" int PRIMARY KEY,
    "VollerName" text NOT NULL,
    "Rufname" text,
    "Geburtsdatum" date,
    "Geburtsort" text,
    "Familienstand" text,
    "Staatsangehörigkeit" text,
    "PrivatAnschrift" text,
    "MobilPrivat" text,
    "MailDienst" text UNIQUE,
    "SteuerID" char(11),
    "SVNummer" char(12),
    "Steuerklasse" smallint,
    "Kirchensteuer" text,
    "Schwerbehinderung" boolean,
    "Bankverbindung" text,
    "Stelle" text,
    "Kostenstelle" text,
    "Eintritt" date,
    "VorgesetzterNr" int REFERENCES personal.mitarbeitende,
    "Ausweisbild" bytea,
    "Kfz" text,
    "Schuhgröße" smallint
);
INSERT INTO personal.mitarbeitende ("PersonalNr", "VollerName", "Rufname", "Geburtsdatum", "Geburtsort", "Familienstand", "Staatsangehörigkeit", "PrivatAnschrift", "MobilPrivat", "MailDienst", "SteuerID", "SVNummer", "Steuerklasse", "Kirchensteuer", "Schwerbehinderung", "Bankverbindung", "Stelle", "Kostenstelle", "Eintritt", "VorgesetzterNr", "Ausweisbild", "Kfz", "Schuhgröße")
SELECT i,
       p.given || ' ' || p.family,
       p.given,
       p.born,
       city('de', i + 70),
       pick('fs', i, 'ledig|verheiratet|geschieden|verwitwet'),
       pick('sta', i, 'deutsch|österreichisch|polnisch|türkisch'),
       street('de', i + 9000) || ', ' || code('de', i + 9000) || ' ' || city('de', i + 9000),
       phone('de', i + 9000),
       plain(left(p.given, 1)) || '.' || plain(p.family) || i || '@werk.example',
       steuer_id(i + 500),
       lpad(n('sv', i, 2, 89)::text, 2, '0') || to_char(p.born, 'DDMMYY') || upper(left(plain(p.family), 1)) || digits('svn', i, 3),
       n('skl', i, 1, 6),
       pick('ks', i, 'ev|rk|keine'),
       i % 25 = 0,
       iban('DE', '999' || digits('hrb', i, 15)),
       pick('stl', i, 'Werkzeugmacher|Controllerin|Einkäufer|Ingenieurin|Ausbilder'),
       n('kst', i, 1000, 1900)::text,
       day('hre', i, '1990-01-01', '2024-01-01'),
       CASE WHEN i > 10 THEN n('vg', i, 1, 10) END,
       bytes('ffd8ffe000104a46494600010100', 'aus', i),
       maybe(i, 3, form('kfz', i, 'Y-XY ###')),
       n('schuh', i, 36, 47)
FROM generate_series(1, 190) AS i, person('de', i + 9000) AS p;

CREATE TABLE personal.lohnlauf (
    id bigint NOT NULL,
    "PersonalNr" int NOT NULL REFERENCES personal.mitarbeitende,
    monat date NOT NULL,
    art personal.lohnart NOT NULL,
    brutto numeric(9,2),
    netto numeric(9,2),
    "Empfänger" text,
    zahlungsweg text,
    verwendung text,
    PRIMARY KEY (id, monat)
) PARTITION BY RANGE (monat);
CREATE TABLE personal.lohnlauf_h1 PARTITION OF personal.lohnlauf FOR VALUES FROM ('2024-01-01') TO ('2024-07-01');
CREATE TABLE personal.lohnlauf_h2 PARTITION OF personal.lohnlauf DEFAULT;
INSERT INTO personal.lohnlauf (id, "PersonalNr", monat, art, brutto, netto, "Empfänger", zahlungsweg, verwendung)
SELECT i,
       p.id - 9000,
       date '2024-01-01' + (i % 12) * 30,
       (enum_range(NULL::personal.lohnart))[1 + i % 3],
       n('bru', i, 210000, 900000) / 100.0,
       n('net', i, 150000, 500000) / 100.0,
       p.family || ', ' || p.given,
       iban('DE', '999' || digits('hrb', p.id - 9000, 15)),
       'Lohn ' || 1 + i % 12 || '/2024 ' || p.family
FROM generate_series(1, 300) AS i, person('de', n('lo', i, 9001, 9190)) AS p;

CREATE TABLE personal.abwesenheiten (
    id int PRIMARY KEY,
    ma int REFERENCES personal.mitarbeitende,
    von date,
    tage smallint,
    grund text,
    vertretung text,
    attest_datei text,
    kommentar text
);
INSERT INTO personal.abwesenheiten (id, ma, von, tage, grund, vertretung, attest_datei, kommentar)
SELECT i,
       p.id - 9000,
       day('von', i, '2024-01-01', '2024-10-01'),
       n('tage', i, 1, 15),
       pick('gru', i, 'Urlaub|Krankheit|Elternzeit|Kur'),
       (person('de', n('ver', i, 9001, 9190))).given || ' ' || (person('de', n('ver', i, 9001, 9190))).family,
       CASE WHEN i % 2 = 0 THEN 'AU_' || replace(p.family, ' ', '') || '_' || p.given || '_' || to_char(day('von', i, '2024-01-01', '2024-10-01'), 'YYYYMMDD') || '.pdf' END,
       CASE WHEN i % 3 = 0 THEN 'Telefonisch gemeldet durch ' || p.given || ' ' || p.family || ', erreichbar unter ' || phone('de', p.id) END
FROM generate_series(1, 180) AS i, person('de', n('abw', i, 9001, 9190)) AS p;

CREATE TABLE recruiting.applicants (
    applicant_id uuid PRIMARY KEY,
    "firstName" text NOT NULL,
    "lastName" text NOT NULL,
    mail_addr text,
    cell text,
    "dateOfBirth" date,
    nie_or_dni text,
    passport_no text,
    ssn text,
    "homeCity" text,
    "currentEmployer" text,
    "currentTitle" text,
    "expectedSalary" int,
    ethnicity text,
    age smallint,
    cv_url text,
    linkedin text,
    cover_letter text,
    cv_text tsvector,
    parsed_cv jsonb,
    source text,
    "appliedAt" timestamptz,
    gdpr_consent boolean,
    referee_emails text[]
);
INSERT INTO recruiting.applicants (applicant_id, "firstName", "lastName", mail_addr, cell, "dateOfBirth", nie_or_dni, passport_no, ssn, "homeCity", "currentEmployer", "currentTitle", "expectedSalary", ethnicity, age, cv_url, linkedin, cover_letter, cv_text, parsed_cv, source, "appliedAt", gdpr_consent, referee_emails)
SELECT md5('applicant' || i)::uuid,
       p.given,
       p.family || ' ' || (person('es', i + 6500)).family,
       p.mail,
       phone('es', i + 6000),
       p.born,
       dni(i + 6000),
       maybe(i, 2, form('hrp', i, 'XYX######')),
       CASE WHEN i % 4 = 0 THEN lpad(n('ssa', i, 100, 650)::text, 3, '0') || '-' || n('ssb', i, 10, 99) || '-' || n('ssc', i, 1000, 9999) END,
       city('es', i + 6000),
       company('es', i),
       pick('cti', i, 'Software Engineer|Nurse|Accountant|Warehouse Manager|Electrician'),
       n('exs', i, 18, 120) * 1000,
       pick('eth', i, 'hispanic|white|black|asian|undisclosed'),
       2024 - extract(year FROM p.born),
       'https://files.hire.example/cv/' || plain(p.given) || '-' || plain(p.family) || '-' || i || '.pdf',
       'https://www.linkedin.example/in/' || p.login,
       'Dear hiring team, my name is ' || p.given || ' ' || p.family || ' and I live in ' || city('es', i + 6000) || pick('cl', i, '. I have worked nights for years.| and would love to join you.| and can start in May.'),
       to_tsvector('simple', p.given || ' ' || p.family || ' ' || p.mail),
       jsonb_build_object('name', p.given || ' ' || p.family, 'contacts', jsonb_build_array(p.mail, phone('es', i + 6000)), 'years', n('yrs', i, 0, 30)),
       pick('src', i, 'referral|agency|website'),
       moment('appl', i)::timestamptz,
       i % 10 <> 0,
       ARRAY[(person('es', i + 7000)).mail, (person('es', i + 7500)).mail]
FROM generate_series(1, 170) AS i, person('es', i + 6000) AS p;

CREATE TABLE recruiting.interviews (
    id int PRIMARY KEY,
    applicant uuid REFERENCES recruiting.applicants,
    interviewer text,
    room text,
    score smallint,
    remarks text,
    video_link text,
    held_at timestamptz
);
INSERT INTO recruiting.interviews (id, applicant, interviewer, room, score, remarks, video_link, held_at)
SELECT i,
       md5('applicant' || p.id - 6000)::uuid,
       (person('de', n('itv', i, 9001, 9030))).given || ' ' || (person('de', n('itv', i, 9001, 9030))).family,
       pick('room', i, 'Berlin|Madrid|Blue|Green'),
       n('isc', i, 1, 10),
       p.given || pick('rem', i, ' was nervous but knows the trade.| asked about night shifts.| should meet the team, call ') || phone('es', p.id),
       'https://meet.example/j/' || digits('meet', i, 10) || '?pwd=' || b62('pwd', i, 20),
       moment('held', i)::timestamptz
FROM generate_series(1, 140) AS i, person('es', n('int', i, 6001, 6170)) AS p;

CREATE TABLE personal.geraete (
    inventar_nr text PRIMARY KEY,
    nutzer int REFERENCES personal.mitarbeitende,
    hostname text,
    seriennr text,
    mac_wlan text,
    letzte_ip text,
    bitlocker text,
    modell text,
    ip_adresse_fest boolean
);
INSERT INTO personal.geraete (inventar_nr, nutzer, hostname, seriennr, mac_wlan, letzte_ip, bitlocker, modell, ip_adresse_fest)
SELECT 'INV-' || lpad(i::text, 5, '0'),
       p.id - 9000,
       'NB-' || upper(plain(p.family)) || '-' || i,
       upper(b32('ser', i, 10)),
       regexp_replace('0a' || hex('wl', i, 10), '(..)(?=.)', '\1-', 'g'),
       host(ip('gip', i)),
       trim(trailing '-' FROM regexp_replace(digits('bl', i, 48), '(.{6})', '\1-', 'g')),
       pick('mod', i, 'ThinkPad T14|Latitude 5440|MacBook Air'),
       i % 4 = 0
FROM generate_series(1, 110) AS i, person('de', n('ger', i, 9001, 9190)) AS p;

CREATE TABLE personal.tresor (
    id int PRIMARY KEY,
    system text NOT NULL,
    benutzername text,
    passwort_klartext text,
    verbindung text,
    gh_token text,
    konfiguration jsonb,
    zuletzt_rotiert date
);
INSERT INTO personal.tresor (id, system, benutzername, passwort_klartext, verbindung, gh_token, konfiguration, zuletzt_rotiert)
SELECT i,
       pick('sys', i, 'lohn|zeit|azure|jira') || i,
       'svc_' || pick('svc', i, 'lohn|zeit|sync') || i,
       b62('pk', i, 18) || '!',
       'postgresql://svc' || i || ':' || b62('dsn', i, 16) || '@db' || i || '.werk.example:5432/lohn',
       key_of('github', i + 300),
       jsonb_build_object('region', 'eu-1', 'auth', jsonb_build_object('client_id', 'app' || i, 'client_secret', b62('cls', i, 36))),
       day('rot', i, '2023-01-01', '2024-06-01')
FROM generate_series(1, 60) AS i;

CREATE TABLE personal.verlauf (
    id bigint PRIMARY KEY,
    objekt text,
    vorher jsonb,
    geaendert_von text,
    sitzung text,
    geaendert_am timestamptz
);
INSERT INTO personal.verlauf (id, objekt, vorher, geaendert_von, sitzung, geaendert_am)
SELECT i,
       'mitarbeitende',
       jsonb_build_object('PersonalNr', p.id - 9000, 'VollerName', p.given || ' ' || p.family, 'MobilPrivat', phone('de', p.id)),
       (person('de', n('gev', i, 9001, 9010))).login,
       hex('sitz', i, 32),
       moment('gea', i)::timestamptz
FROM generate_series(1, 150) AS i, person('de', n('verl', i, 9001, 9190)) AS p;

DROP SCHEMA draw CASCADE;
