-- A carrier in Dutch and Polish with an English core: depots, drivers, parcels, scans, positions.
\ir ../values.sql
CREATE SCHEMA core;
CREATE SCHEMA planning;
CREATE SCHEMA magazyn;
SET search_path = core, draw, public;
CREATE TYPE core.postal_address AS (street text, zip text, town text);
CREATE TABLE core.parties (
    party_id int PRIMARY KEY,
    kind char(1) NOT NULL,
    party_name text NOT NULL,
    attn text,
    addr core.postal_address,
    phone_e164 bigint,
    fax text,
    "billingEmail" text,
    btw_nr text,
    kvk_nr char(8),
    doorcode text,
    delivery_note text,
    number_of_doors smallint,
    registered timestamptz NOT NULL
);
INSERT INTO core.parties (party_id, kind, party_name, attn, addr, phone_e164, fax, "billingEmail", btw_nr, kvk_nr, doorcode, delivery_note, number_of_doors, registered)
SELECT i,
       CASE WHEN i % 3 = 0 THEN 'C' ELSE 'P' END,
       CASE WHEN i % 3 = 0 THEN company('nl', i) ELSE p.given || ' ' || p.family END,
       CASE WHEN i % 3 = 0 THEN 'mevr. ' || p.family END,
       ROW(street('nl', i), code('nl', i), city('nl', i))::core.postal_address,
       31600000000 + n('e164', i, 0, 99999999),
       CASE WHEN i % 6 = 0 THEN phone('nl', i + 900) END,
       upper(p.mail),
       CASE WHEN i % 3 = 0 THEN 'NL' || digits('btw', i, 9) || 'B01' END,
       CASE WHEN i % 3 = 0 THEN digits('kvk', i, 8) END,
       CASE WHEN i % 7 = 0 THEN n('door', i, 1000, 9999) || '#' END,
       CASE WHEN i % 4 = 0 THEN pick('dn', i, 'Ring twice, ask for |Leave with neighbour |Call before: ') || p.given || ' ' || p.family || ' ' || phone('nl', i) END,
       n('nod', i, 1, 6),
       moment('reg', i)::timestamptz
FROM generate_series(1, 200) AS i, person('nl', i) AS p;

CREATE TABLE core.shipments (
    shipment_id bigint NOT NULL,
    tracking_no text NOT NULL,
    shipper int REFERENCES core.parties,
    consignee text NOT NULL,
    consignee_line text,
    consignee_tel text,
    notify_addr text,
    drop_point point,
    weight_kg numeric(7,3),
    declared_value numeric(10,2),
    contents text,
    address_type text,
    shipped_on date NOT NULL,
    window_of_delivery tstzrange,
    label_xml xml,
    PRIMARY KEY (shipment_id, shipped_on)
) PARTITION BY RANGE (shipped_on);
CREATE TABLE core.shipments_a PARTITION OF core.shipments FOR VALUES FROM ('2024-01-01') TO ('2024-05-01');
CREATE TABLE core.shipments_b PARTITION OF core.shipments FOR VALUES FROM ('2024-05-01') TO ('2025-01-01');
INSERT INTO core.shipments (shipment_id, tracking_no, shipper, consignee, consignee_line, consignee_tel, notify_addr, drop_point, weight_kg, declared_value, contents, address_type, shipped_on, window_of_delivery, label_xml)
SELECT i,
       '3STEST' || digits('track', i, 9),
       n('shp', i, 1, 200),
       p.family || ', ' || p.given,
       street('nl', p.id) || ', ' || code('nl', p.id) || ' ' || city('nl', p.id),
       phone('nl', p.id),
       p.mail,
       point(4 + n('dx', i, 0, 99999) / 50000.0, 51 + n('dy', i, 0, 99999) / 50000.0),
       n('kg', i, 100, 40000) / 1000.0,
       n('dv', i, 100, 90000) / 100.0,
       pick('cont', i, 'books|clothing|spare parts|wine|toys'),
       pick('at', i, 'home|work|locker'),
       date '2024-01-01' + i,
       tstzrange(timestamptz '2024-01-02 09:00 UTC' + i * interval '1 day', timestamptz '2024-01-02 12:00 UTC' + i * interval '1 day'),
       xmlelement(name label, xmlelement(name "to", p.given || ' ' || p.family), xmlelement(name zip, code('nl', p.id)))
FROM generate_series(1, 280) AS i, person('nl', n('sh', i, 1, 200)) AS p;

CREATE TABLE planning.chauffeurs (
    personeelsnr int PRIMARY KEY,
    naam text NOT NULL,
    roepnaam text,
    geb_datum text,
    rijbewijsnr char(10) UNIQUE,
    burgerservicenr char(9) UNIQUE,
    noodcontact text,
    thuisadres text,
    pc6 text,
    plaats text,
    nationaliteit char(2),
    adr_certificaat boolean,
    ziek_sinds date,
    uurloon numeric(5,2),
    kenteken text,
    "simNummer" text,
    app_token text,
    pasfoto bytea
);
INSERT INTO planning.chauffeurs (personeelsnr, naam, roepnaam, geb_datum, rijbewijsnr, burgerservicenr, noodcontact, thuisadres, pc6, plaats, nationaliteit, adr_certificaat, ziek_sinds, uurloon, kenteken, "simNummer", app_token, pasfoto)
SELECT i,
       p.given || ' ' || p.family,
       left(p.given, 5),
       to_char(p.born, 'DD-MM-YYYY'),
       digits('rb', i, 10),
       bsn(i + 900),
       phone('nl', i + 700),
       street('nl', i + 600),
       code('nl', i + 600),
       city('nl', i + 600),
       pick('nat', i, 'NL|PL|BE|DE'),
       i % 3 = 0,
       CASE WHEN i % 12 = 0 THEN day('ziek', i, '2024-01-01', '2024-06-01') END,
       n('uur', i, 1400, 3100) / 100.0,
       form('ken', i, 'XY-###-X'),
       luhn('893144' || digits('sim', i, 12)),
       key_of('jwt', i + 50),
       bytes('ffd8ffe000104a46494600010100', 'pas', i)
FROM generate_series(1, 90) AS i, person('nl', i + 600) AS p;

CREATE TABLE planning.posities (
    id bigint PRIMARY KEY,
    chauffeur int REFERENCES planning.chauffeurs,
    toestel text,
    breedtegraad double precision,
    lengtegraad double precision,
    snelheid smallint,
    gemeten_op timestamptz,
    batterij_pct smallint
);
INSERT INTO planning.posities (id, chauffeur, toestel, breedtegraad, lengtegraad, snelheid, gemeten_op, batterij_pct)
SELECT i,
       p.id - 600,
       luhn('35' || digits('imei', p.id, 12)),
       51 + n('bg', i, 0, 99999) / 50000.0,
       4 + n('lg', i, 0, 99999) / 50000.0,
       n('snel', i, 0, 130),
       moment('gem', i)::timestamptz,
       n('bat', i, 3, 100)
FROM generate_series(1, 240) AS i, person('nl', n('pos', i, 601, 690)) AS p;

CREATE TABLE magazyn.pracownicy (
    nr_ewid int PRIMARY KEY,
    imie_nazwisko text NOT NULL,
    plec char(1),
    pesel_prac char(11),
    telefon_kom text,
    adres_zam text,
    stanowisko text,
    konto text,
    haslo text,
    login_ad text,
    karta_rfid text,
    odcisk bytea,
    niepelnosprawnosc text,
    data_zatr date,
    rozmiar_butow smallint
);
INSERT INTO magazyn.pracownicy (nr_ewid, imie_nazwisko, plec, pesel_prac, telefon_kom, adres_zam, stanowisko, konto, haslo, login_ad, karta_rfid, odcisk, niepelnosprawnosc, data_zatr, rozmiar_butow)
SELECT i,
       p.given || ' ' || p.family,
       CASE p.sex WHEN 'f' THEN 'K' ELSE 'M' END,
       pesel(p.born, i + 300),
       phone('pl', i + 300),
       street('pl', i + 300),
       pick('stan', i, 'magazynier|brygadzista|operator wózka|kierownik zmiany'),
       iban('PL', '999' || digits('kon', i, 21)),
       key_of('bcrypt', i + 5000),
       'MAG\' || plain(left(p.given, 1) || p.family),
       upper(hex('rfid', i, 14)),
       bytes('464d5200203230', 'odc', i),
       CASE WHEN i % 10 = 0 THEN pick('nie', i, 'lekki|umiarkowany') END,
       day('zatr', i, '2001-01-01', '2024-01-01'),
       n('buty', i, 36, 47)
FROM generate_series(1, 80) AS i, person('pl', i + 300) AS p;

CREATE TABLE magazyn.skany (
    id bigint PRIMARY KEY,
    kod_kreskowy text NOT NULL,
    regal text,
    kto_skanowal text,
    adres_mac text,
    zeskanowano timestamp
);
INSERT INTO magazyn.skany (id, kod_kreskowy, regal, kto_skanowal, adres_mac, zeskanowano)
SELECT i,
       digits('kk', i, 13),
       pick('reg', i, 'A|B|C') || '-' || n('regn', i, 1, 40),
       left(p.given, 1) || '. ' || p.family,
       regexp_replace('02' || hex('skmac', i % 40, 10), '(..)(?=.)', '\1:', 'g'),
       moment('zes', i)
FROM generate_series(1, 200) AS i, person('pl', n('sk', i, 301, 380)) AS p;

CREATE TABLE core.outbox (
    id uuid PRIMARY KEY,
    topic text,
    payload json,
    dead_letter text,
    created_epoch bigint
);
INSERT INTO core.outbox (id, topic, payload, dead_letter, created_epoch)
SELECT md5('outbox' || i)::uuid,
       pick('topic', i, 'shipment.created|shipment.delivered'),
       json_build_object('trackingNo', '3STEST' || i, 'consignee', json_build_object('name', p.given || ' ' || p.family, 'email', p.mail)),
       CASE WHEN i % 4 = 0 THEN 'POST /notify failed for ' || p.mail || ': timeout after ' || n('to', i, 10, 90) || ' s' END,
       1700000000 + i * 977
FROM generate_series(1, 130) AS i, person('nl', n('ob', i, 1, 200)) AS p;

CREATE TABLE core.carrier_accounts (
    id int PRIMARY KEY,
    carrier text NOT NULL,
    ftp_url text,
    ssh_private_key text,
    api_secret text,
    label_quota int
);
INSERT INTO core.carrier_accounts (id, carrier, ftp_url, ssh_private_key, api_secret, label_quota)
SELECT i,
       pick('car', i, 'Postlijn|Snelpak|Kurier24|Nordfracht') || ' ' || i,
       'ftp://user' || i || ':' || b62('ftp', i, 12) || '@ftp.carrier' || i || '.example/in',
       CASE WHEN i % 2 = 0 THEN key_of('pem', i + 400) END,
       hex('cas', i, 48),
       n('lq', i, 100, 9000)
FROM generate_series(1, 50) AS i;

DROP SCHEMA draw CASCADE;
