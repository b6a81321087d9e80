-- A travel agency in Dutch with its hotels in Italian: bookings, passports, guests, reviews, chats.
\ir ../values.sql
CREATE EXTENSION IF NOT EXISTS hstore SCHEMA public;
UPDATE draw.words SET
    woman = 'Annelies|Fleur|Roos|Mirjam|Noor|Geertje|Linda|Tineke|Yvette|Zeynep|Britt|Marjolein|Truus',
    man = 'Joost|Gerrit|Stijn|Lars|Wouter|Cornelis|Youssef|Freek|Bas|Rik|Niels|Aad|Teun',
    family = 'van der Meer|Kuipers|Postma|Schouten|van Vliet|Hoekstra|El Amrani|Koster|Prins|Blom|Verhoeven|in ''t Veld|Huisman|Peeters|Timmermans|de Wit|Kok|Groen',
    street = 'Lange Nieuwstraat %|Wilhelminastraat % hs|Burg. de Vlugtlaan %|Kastanjelaan %|Oude Gracht %-II|Zeeweg %|Rozenhof %|''s-Gravendijkwal %',
    city = '''s-Hertogenbosch|Leeuwarden|Zwolle|Middelburg|Amersfoort|Den Haag|Venlo|Alkmaar|Delft'
WHERE lang = 'nl';
UPDATE draw.words SET
    woman = 'Ilaria|Beatrice|Ginevra|Rosaria|Maria Grazia|Ornella|Noemi|Simona|Antonella|Viola',
    man = 'Salvatore|Vincenzo|Lorenzo|Gianluca|Nicolò|Emanuele|Pasquale|Tommaso|Fabio|Piergiorgio',
    family = 'Fontana|Santoro|Caruso|Ferrara|Galli|Martini|Leone|Longo|D''Amico|Barbieri|Villa|Serra|Lo Presti|Bellini|Moretti|Pellegrini|Di Stefano',
    street = 'Via Cavour, %|Lungomare Colombo %|Strada Provinciale 12, km %|Vicolo Stretto, %/A|P.zza Matteotti %|Via XX Settembre, %|Fraz. San Rocco %',
    city = 'Rimini|Sorrento|Lucca|Cefalù|Trento|La Spezia|Ostuni|Perugia|Taormina|Bolzano'
WHERE lang = 'it';
CREATE SCHEMA reis;
CREATE SCHEMA albergo;
SET search_path = reis, albergo, draw, public;
CREATE TYPE reis.boekstatus AS ENUM ('optie', 'bevestigd', 'geannuleerd', 'vertrokken');

CREATE FUNCTION draw.partita_iva(i int) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT luhn('0' || digits('piva', i, 9)) $$;

CREATE TABLE reis.klant (
    klantnr int PRIMARY KEY,
    aanhef text,
    voorl text,
    roepnaam text,
    tussenv text,
    achternaam text NOT NULL,
    gebdat date,
    adres text,
    pc text,
    plaats text,
    land char(2) NOT NULL,
    tel_vast text,
    "mobielNr" text,
    "eMailadres" text,
    iban_terugbet text,
    bijz text,
    mailing boolean NOT NULL,
    herkomst text,
    ingevoerd timestamp NOT NULL
);
INSERT INTO reis.klant
SELECT i,
       CASE p.sex WHEN 'f' THEN pick('ah', i, 'mevr.|Mw') ELSE pick('ah', i, 'dhr.|De heer') END,
       left(p.given, 1) || '.' || CASE WHEN i % 3 = 0 THEN chr(65 + i % 20) || '.' ELSE '' END,
       maybe(i, 4, p.given),
       (regexp_match(p.family, '^(.*) '))[1],
       regexp_replace(p.family, '^.* ', ''),
       maybe(i, 11, p.born),
       street('nl', i),
       CASE WHEN i % 3 = 0 THEN replace(code('nl', i), ' ', '') ELSE code('nl', i) END,
       city('nl', i),
       pick('la', i, 'NL|NL|NL|BE|DE'),
       maybe(i, 2, pick('tv', i, '0') || form('tv', i, pick('tvf', i, '73-#######|58 ### ## ##|(38) ### ####'))),
       maybe(i, 5, phone('nl', i)),
       maybe(i, 6, CASE WHEN i % 29 = 0 THEN replace(p.mail, '.example', ',example') ELSE p.mail END),
       CASE WHEN i % 4 = 0 THEN iban('NL', 'ZZZB' || digits('nlb', i, 10)) END,
       CASE WHEN i % 6 = 0 THEN pick('bz', i, 'Belt liever niet, mailen naar partner |Rolstoel mee, contact via |Klacht over hotel, zie brief van ') || (person('nl', i + 1000)).given || ' ' || p.family || pick('bza', i, '.| (' || phone('nl', i + 1000) || ').') END,
       i % 3 = 0,
       pick('hk', i, 'google|folder|beurs|vriend(in)|'),
       moment('iv', i)
FROM generate_series(1, 200) AS i, person('nl', i) AS p;

CREATE TABLE albergo.struttura (
    cod_str text PRIMARY KEY,
    denominazione text NOT NULL,
    stelle smallint,
    indirizzo text NOT NULL,
    cap char(5) NOT NULL,
    localita text NOT NULL,
    regione text NOT NULL,
    centralino text,
    sito text,
    p_iva char(11) NOT NULL,
    lat numeric(9,6),
    lng numeric(9,6),
    direttore text,
    wifi_pwd text,
    foto_copertina text,
    descr_html text
);
INSERT INTO albergo.struttura
SELECT 'STR' || lpad(i::text, 3, '0'),
       pick('hn', i, 'Hotel Villa|Albergo|Residenza|B&B') || ' ' || pick('hm', i, 'Giulia|Miramare|San Marco|Bellavista|Donna Rosa|Garibaldi') || ' ' || i,
       n('ste', i, 2, 5),
       street('it', i + 500),
       code('it', i + 500),
       city('it', i + 500),
       pick('rg', i, 'Liguria|Campania|Sicilia|Umbria|Toscana|Trentino-Alto Adige'),
       '+39 0' || form('cen', i, '5## ######'),
       'www.' || pick('hs', i, 'miramare|villagiulia|sanmarco|bellavista') || i || '.example',
       partita_iva(i),
       37.5 + n('hla', i, 0, 9000000) / 1000000.0,
       8.1 + n('hlo', i, 0, 8000000) / 1000000.0,
       maybe(i, 4, d.given || ' ' || d.family),
       maybe(i, 3, pick('wf', i, 'mare|sole|luna|ospiti') || digits('wf', i, 4) || pick('wfx', i, '!|#|')),
       '/media/str/' || i || '/cover.jpg',
       '<p>' || pick('dh', i, 'A due passi dal mare, camere con balcone.|Antico casale con piscina e uliveto.|Nel cuore del centro storico.') || '</p>'
FROM generate_series(1, 70) AS i, person('it', i + 500) AS d;

CREATE TABLE albergo.camera (
    id int PRIMARY KEY,
    cod_str text NOT NULL REFERENCES albergo.struttura,
    numero text NOT NULL,
    nome text,
    posti smallint NOT NULL,
    prezzo_notte numeric(7,2) NOT NULL,
    serratura text,
    mac_ap text,
    stato text NOT NULL
);
INSERT INTO albergo.camera
SELECT i,
       'STR' || lpad(n('cs', i, 1, 70)::text, 3, '0'),
       n('nc', i, 101, 412) || pick('ncx', i, '||bis'),
       CASE WHEN i % 3 = 0 THEN pick('cn', i, 'Suite Caterina|Camera Verdi|Stanza di Sofia|Mansarda|Leonardo') END,
       n('po', i, 1, 5),
       n('pz', i, 4900, 38000) / 100.0,
       'SALTO-' || upper(hex('ser', i, 8)),
       maybe(i, 4, 'f0:9f:c2' || regexp_replace(hex('ap', i, 6), '(..)', ':\1', 'g')),
       pick('stc', i, 'libera|occupata|da pulire|fuori servizio')
FROM generate_series(1, 130) AS i;

CREATE TABLE reis.boeking (
    dossier text PRIMARY KEY,
    klantnr int NOT NULL REFERENCES reis.klant,
    cod_str text REFERENCES albergo.struttura,
    bestemming text NOT NULL,
    reisnaam text NOT NULL,
    vertrek date NOT NULL,
    terug date,
    pax smallint NOT NULL CHECK (pax > 0),
    totaal numeric(9,2) NOT NULL,
    status reis.boekstatus NOT NULL,
    extras jsonb,
    thuisblijver text,
    kortingscode text,
    notitie text
);
INSERT INTO reis.boeking
SELECT 'D' || 2021 + i % 4 || form('dos', i, 'XY') || lpad(i::text, 4, '0'),
       p.id,
       'STR' || lpad(n('bs', i, 1, 70)::text, 3, '0'),
       city('it', i + 500),
       pick('rn', i, 'Rondreis Toscane|Fietsen langs de Po|In de voetsporen van Caesar|Sicilië compleet|Citytrip Julia & Romeo'),
       b.v,
       b.v + n('nd', i, 2, 21),
       n('px', i, 1, 6),
       n('tt', i, 19900, 620000) / 100.0,
       pick('bst', i, 'optie|bevestigd|geannuleerd|vertrokken')::reis.boekstatus,
       jsonb_build_object('bagage_kg', pick('bk', i, '15|20|23')::int, 'annulering', i % 2 = 0, 'fiets', i % 9 = 0),
       maybe(i, 2, (person('nl', i + 4000)).given || ' ' || (person('nl', i + 4000)).family || pick('tbx', i, ', | tel ') || phone('nl', i + 4000)),
       CASE WHEN i % 5 = 0 THEN pick('kc', i, 'ZOMER|VROEG|TROUW') || n('kcn', i, 5, 25) END,
       CASE WHEN i % 4 = 1 THEN pick('no', i, 'Kamer naast fam. |Vlucht omgeboekt na telefoontje van |Allergie noten doorgegeven voor ') || p.given || ' ' || p.family || '.' END
FROM generate_series(1, 200) AS i, person('nl', n('bo', i, 1, 200)) AS p, day('ver', i, '2021-04-01', '2024-10-01') AS b(v);

CREATE TABLE reis.reiziger (
    id int PRIMARY KEY,
    dossier text NOT NULL REFERENCES reis.boeking,
    naam_pasp text NOT NULL,
    docnr text,
    doc_tot date,
    nat char(3),
    m_v char(1),
    lft smallint,
    dieet text,
    mobiliteit text,
    ff_nr text,
    stoel text,
    sofi text
);
INSERT INTO reis.reiziger
SELECT i,
       (SELECT dossier FROM reis.boeking ORDER BY dossier COLLATE "C" OFFSET n('rd', i, 0, 199) LIMIT 1),
       upper(plain(p.family)) || '/' || upper(plain(p.given)) || CASE p.sex WHEN 'f' THEN ' MRS' ELSE ' MR' END,
       maybe(i, 6, 'N' || form('pas', i, 'XY#X##Y') || i % 10),
       maybe(i, 6, day('dt', i, '2024-01-01', '2033-12-31')),
       pick('nt', i, 'NLD|NLD|NLD|BEL|MAR|TUR'),
       CASE p.sex WHEN 'f' THEN 'V' ELSE 'M' END,
       n('lf', i, 1, 88),
       CASE WHEN i % 4 = 0 THEN pick('di', i, 'halal|koosjer|glutenvrij (coeliakie)|vegetarisch|diabeet') END,
       CASE WHEN i % 9 = 0 THEN pick('mb', i, 'WCHR|WCHS|blind, geleidehond') END,
       CASE WHEN i % 3 = 0 THEN pick('ff', i, 'KL|AZ|TO') || digits('ff', i, 9) END,
       n('st', i, 1, 32) || pick('stl', i, 'A|B|C|D|E|F'),
       CASE WHEN i % 2 = 0 THEN bsn(i) END
FROM generate_series(1, 200) AS i, person('nl', i + 2000) AS p;

CREATE TABLE reis.vlucht (
    vluchtnr text NOT NULL,
    datum date NOT NULL,
    maatschappij text NOT NULL,
    van char(3) NOT NULL,
    naar char(3) NOT NULL,
    toestel text,
    registratie text,
    gezagvoerder text,
    gate text,
    vertraging_min smallint,
    PRIMARY KEY (vluchtnr, datum)
);
INSERT INTO reis.vlucht
SELECT pick('vm', i, 'ZT|QK|XN') || 1000 + i,
       day('vd', i, '2022-01-01', '2024-10-01'),
       pick('vm', i, 'Zuiderlicht Air|Quick Wings|Noordvlucht'),
       pick('vv', i, 'AMS|EIN|RTM'),
       pick('vn', i, 'FCO|NAP|PMO|VRN'),
       pick('vt', i, 'B737-800|A320neo|E190'),
       'PH-' || form('rg', i, 'XYX'),
       'capt. ' || left(p.given, 1) || '. ' || p.family,
       pick('vg', i, 'B|C|D') || n('vgn', i, 1, 90),
       n('ve', i, -10, 180)
FROM generate_series(1, 90) AS i, person('nl', i + 5000) AS p;

CREATE TABLE albergo.ospite (
    id int PRIMARY KEY,
    camera_id int NOT NULL REFERENCES albergo.camera,
    cognome text NOT NULL,
    nome text NOT NULL,
    sesso char(1),
    nato_il text,
    nato_a text,
    cittadinanza text,
    tipo_doc text,
    n_doc text,
    cod_fisc char(16),
    residenza text,
    cell text,
    posta_el text,
    targa_auto text,
    firma bytea,
    arrivo date NOT NULL,
    note text
);
INSERT INTO albergo.ospite
SELECT i,
       n('oc', i, 1, 130),
       CASE WHEN i % 8 = 0 THEN upper(p.family) ELSE p.family END,
       p.given,
       CASE p.sex WHEN 'f' THEN 'F' ELSE 'M' END,
       to_char(p.born, CASE WHEN i % 5 = 0 THEN 'DD.MM.YY' ELSE 'DD/MM/YYYY' END),
       city('it', i + 60),
       pick('ci', i, 'ITALIA|ITALIA|PAESI BASSI|GERMANIA|ALBANIA'),
       pick('td', i, 'IDENT|PASOR|PATEN'),
       CASE pick('td', i, 'IDENT|PASOR|PATEN') WHEN 'IDENT' THEN form('ci', i, 'CX#####XY') WHEN 'PASOR' THEN 'YA' || digits('ps', i, 7) ELSE 'U1' || form('pt', i, 'X######X') END,
       maybe(i, 4, codice(p.given, p.family, p.born, p.sex, i)),
       street('it', i) || ' - ' || code('it', i) || ' ' || city('it', i),
       maybe(i, 3, phone('it', i)),
       maybe(i, 5, p.mail),
       CASE WHEN i % 2 = 0 THEN form('tg', i, 'XY ###YX') END,
       CASE WHEN i % 3 = 0 THEN bytes('89504e470d0a1a0a0000000d49484452', 'firma', i) END,
       day('arr', i, '2022-01-01', '2024-09-30'),
       CASE WHEN i % 5 = 0 THEN pick('on', i, 'Anniversario di nozze con |Ha dimenticato un caricatore, spedire a |Lamentela per rumore: sig. ') || p.family || ', ' || phone('it', i) END
FROM generate_series(1, 170) AS i, person('it', i) AS p;

CREATE TABLE reis.betaling (
    id bigint PRIMARY KEY,
    dossier text NOT NULL REFERENCES reis.boeking,
    methode text NOT NULL,
    kaartnr text,
    laatste4 char(4),
    exp char(4),
    cvc_tmp text,
    houder text,
    bank_bic text,
    psp_ref text NOT NULL,
    ip_adr text,
    bedrag numeric(9,2) NOT NULL,
    omschr text
);
INSERT INTO reis.betaling
SELECT i,
       b.dossier,
       CASE i % 3 WHEN 0 THEN 'ideal' ELSE pick('pm', i, 'visa|mc') END,
       CASE WHEN i % 3 > 0 THEN card(i + 2000) END,
       CASE WHEN i % 3 > 0 THEN right(card(i + 2000), 4) END,
       CASE WHEN i % 3 > 0 THEN lpad(n('em', i, 1, 12)::text, 2, '0') || n('ey', i, 25, 30) END,
       CASE WHEN i % 3 = 1 THEN digits('cvc', i, 3) END,
       p.given || ' ' || p.family,
       CASE WHEN i % 3 = 0 THEN pick('bb', i, 'ZZZBNL2A|XQXQNL2U|YYBANL2GXXX') END,
       '88' || digits('psp', i, 14),
       maybe(i, 7, host(ip('bip', i))),
       n('be', i, 5000, 300000) / 100.0,
       'Aanbet. ' || b.dossier || ' ' || CASE WHEN i % 2 = 0 THEN p.family ELSE p.given || ' ' || p.family END
FROM generate_series(1, 170) AS i, LATERAL (SELECT dossier, klantnr FROM reis.boeking ORDER BY dossier COLLATE "C" OFFSET n('bd', i, 0, 199) LIMIT 1) AS b, person('nl', b.klantnr) AS p;

CREATE TABLE reis.mdw (
    mdw_id int PRIMARY KEY,
    inlog text NOT NULL,
    ww_hash text NOT NULL,
    hersteltoken text,
    volnaam text NOT NULL,
    functie text,
    toestelnr text,
    rijbewijs text,
    kenteken text,
    geb_jaar smallint,
    sleutel_ssh text,
    "laatsteIp" inet
);
INSERT INTO reis.mdw
SELECT i,
       p.login,
       key_of(CASE WHEN i % 4 = 0 THEN 'pbkdf2' ELSE 'bcrypt' END, i + 90),
       CASE WHEN i % 5 = 0 THEN hex('hst', i, 40) END,
       p.given || ' ' || p.family,
       pick('fu', i, 'Reisadviseur|Filiaalmanager|Productmanager Italië|Stagiair|Boekhouder'),
       maybe(i, 5, n('tn', i, 200, 299)::text),
       CASE WHEN i % 3 = 0 THEN '5' || digits('rb', i, 9) END,
       CASE WHEN i % 2 = 0 THEN form('kt', i, pick('ktf', i, 'XY-###-X|X-###-XY|##-XYX-#')) END,
       extract(year FROM p.born),
       CASE WHEN i % 6 = 0 THEN key_of('pem', i + 300) END,
       maybe(i, 4, ip('mip', i))
FROM generate_series(1, 65) AS i, person('nl', i + 7000) AS p;

CREATE TABLE albergo.recensione (
    id bigint PRIMARY KEY,
    cod_str text NOT NULL REFERENCES albergo.struttura,
    nick text,
    titolo text NOT NULL,
    testo text NOT NULL,
    voto smallint NOT NULL,
    ip_invio text,
    avatar text,
    ricerca tsvector,
    pubblicata timestamp NOT NULL
);
INSERT INTO albergo.recensione
SELECT i,
       'STR' || lpad(n('rs', i, 1, 70)::text, 3, '0'),
       maybe(i, 8, p.login),
       pick('rt', i, 'Ottimo soggiorno|Da evitare|Colazione super|Torneremo!'),
       pick('rx', i, 'Alla reception ci ha accolti |La proprietaria è gentilissima, |Complimenti allo chef ') || q.given || ' ' || q.family || pick('ry', i, '. Consigliato.|. Prezzo un po'' alto.|! Un saluto da ' || p.given || '.'),
       n('rv', i, 1, 10),
       maybe(i, 5, host(ip('rip', i))),
       CASE WHEN i % 2 = 0 THEN 'https://avatar.example/u/' || p.login || '.png' END,
       to_tsvector('simple', plain(q.given) || ' ' || plain(q.family) || ' reception chef consigliato'),
       moment('rp', i)
FROM generate_series(1, 120) AS i, person('it', i) AS p, person('it', i + 500) AS q;

CREATE TABLE reis.chat (
    id bigint PRIMARY KEY,
    klantnr int REFERENCES reis.klant,
    kanaal text NOT NULL,
    wa_id text,
    bericht text NOT NULL,
    bijlage text,
    audio bytea,
    gelezen boolean NOT NULL,
    verzonden timestamptz NOT NULL
);
INSERT INTO reis.chat
SELECT i,
       p.id,
       pick('ka', i, 'whatsapp|web|sms'),
       CASE WHEN i % 3 > 0 THEN '316' || digits('wa', p.id, 8) END,
       pick('cb', i, 'Hallo, met |Goedemorgen, u spreekt met |Namens ') || p.given || ' ' || p.family || pick('cc', i, ', kan de terugreis een dag later?|. Mijn nieuwe adres is ' || street('nl', p.id + 1) || '.|, graag bellen op ' || phone('nl', p.id) || '.'),
       CASE WHEN i % 5 = 0 THEN 'paspoort_' || plain(p.given) || '_' || plain(p.family) || '.jpg' END,
       CASE WHEN i % 9 = 0 THEN bytes('4f676753000200000000', 'audio', i) END,
       i % 2 = 0,
       moment('cv', i)::timestamptz
FROM generate_series(1, 150) AS i, person('nl', n('ch', i, 1, 200)) AS p;

CREATE TABLE reis.websessie (
    sid text PRIMARY KEY,
    klantnr int REFERENCES reis.klant,
    csrf text NOT NULL,
    inhoud jsonb NOT NULL,
    ua text,
    vingerafdruk text,
    geo text,
    onthoud_token text,
    verloopt timestamptz NOT NULL
);
INSERT INTO reis.websessie
SELECT 's%3A' || b62('sid', i, 32) || '.' || b62('sig', i, 43),
       maybe(i, 3, p.id),
       hex('csrf', i, 32),
       jsonb_build_object('mandje', jsonb_build_array('STR' || lpad((1 + i % 70)::text, 3, '0')), 'email', p.mail, 'ip', host(ip('wip', i))),
       browser(i + 500),
       hex('vin', i, 32),
       maybe(i, 4, (51 + n('gla', i, 0, 200000) / 100000.0)::numeric(8,5) || ',' || (4 + n('glo', i, 0, 250000) / 100000.0)::numeric(8,5)),
       maybe(i, 3, key_of('jwt', i + 400)),
       moment('vl', i)::timestamptz
FROM generate_series(1, 110) AS i, person('nl', n('ws', i, 1, 200)) AS p;

CREATE TABLE reis.mutatielog (
    nr bigint PRIMARY KEY,
    tabel text NOT NULL,
    oud hstore,
    nieuw hstore,
    wie text NOT NULL,
    op timestamp NOT NULL
);
INSERT INTO reis.mutatielog
SELECT i,
       'klant',
       hstore(ARRAY['klantnr', p.id::text, 'achternaam', p.family, 'adres', street('nl', p.id), 'eMailadres', p.mail]),
       hstore(ARRAY['klantnr', p.id::text, 'achternaam', p.family, 'adres', street('nl', p.id + 9), 'eMailadres', p.mail]),
       (person('nl', n('mw', i, 7001, 7065))).login,
       moment('mo', i)
FROM generate_series(1, 100) AS i, person('nl', n('mu', i, 1, 200)) AS p;

CREATE TABLE reis.conv_1998 (
    f1 int PRIMARY KEY,
    f2 text,
    f3 text,
    f4 text,
    f5 text,
    f6 text,
    f7 char(1)
);
INSERT INTO reis.conv_1998
SELECT i,
       p.given || ' ' || p.family,
       street('nl', i + 8000),
       to_char(p.born, 'DD-MM-YYYY'),
       maybe(i, 4, phone('nl', i + 8000)),
       form('art', i, '##.###.##'),
       pick('f7', i, 'J|N')
FROM generate_series(1, 90) AS i, person('nl', i + 8000) AS p;

DROP SCHEMA draw CASCADE;
