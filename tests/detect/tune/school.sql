-- A school in French, with an Italian exchange: pupils, parents, marks, staff, messages, files.
\ir ../values.sql
CREATE SCHEMA ecole;
CREATE SCHEMA scambio;
SET search_path = ecole, draw, public;
CREATE TABLE ecole.eleves (
    id_eleve int PRIMARY KEY,
    nom text NOT NULL,
    prenom text NOT NULL,
    date_naissance date NOT NULL,
    lieu_naissance text,
    sexe char(1),
    ine char(11) UNIQUE,
    adresse text,
    code_postal char(5),
    commune text,
    classe text,
    photo bytea,
    photo_fichier text,
    allergies text,
    boursier boolean,
    cantine_badge text UNIQUE,
    inscrit_le timestamp
);
INSERT INTO ecole.eleves (id_eleve, nom, prenom, date_naissance, lieu_naissance, sexe, ine, adresse, code_postal, commune, classe, photo, photo_fichier, allergies, boursier, cantine_badge, inscrit_le)
SELECT i,
       upper(p.family),
       p.given,
       p.born,
       city('fr', i + 50),
       upper(p.sex),
       digits('ine', i, 9) || form('inek', i, 'XY'),
       street('fr', i),
       code('fr', i),
       city('fr', i),
       pick('cl', i, '6A|6B|5A|5B|4A|3C'),
       bytes('ffd8ffe000104a46494600010100', 'eleve', i),
       plain(p.given) || '-' || plain(p.family) || '.jpg',
       CASE WHEN i % 4 = 0 THEN pick('all', i, 'arachides|lactose|pollen|gluten') END,
       i % 6 = 0,
       'C' || lpad((i * 37)::text, 6, '0'),
       moment('ins', i)
FROM generate_series(1, 200) AS i, person('fr', i) AS p;

CREATE TABLE ecole.responsables (
    id int PRIMARY KEY,
    id_eleve int NOT NULL REFERENCES ecole.eleves,
    nom_complet text NOT NULL,
    lien text,
    courriel text,
    tel_portable text,
    tel_pro text,
    num_secu text,
    employeur text,
    metier text,
    rib text,
    quotient_familial int
);
INSERT INTO ecole.responsables (id, id_eleve, nom_complet, lien, courriel, tel_portable, tel_pro, num_secu, employeur, metier, rib, quotient_familial)
SELECT i,
       n('resp', i, 1, 200),
       p.given || ' ' || p.family,
       pick('lien', i, 'père|mère|tuteur|grand-parent'),
       p.mail,
       phone('fr', i + 1000),
       maybe(i, 2, phone('fr', i + 7000)),
       nir(p.born, p.sex, i),
       company('fr', i),
       pick('met', i, 'infirmière|boulanger|ingénieur|comptable|professeur'),
       iban('FR', '99999' || digits('rib', i, 18)),
       n('qf', i, 200, 2400)
FROM generate_series(1, 220) AS i, person('fr', i + 1000) AS p;

CREATE TABLE ecole.professeurs (
    id int PRIMARY KEY,
    civilite text,
    nom text NOT NULL,
    prenom text NOT NULL,
    identifiant text UNIQUE NOT NULL,
    mot_de_passe text NOT NULL,
    matiere text,
    num_bureau text,
    syndicat text,
    salaire_brut numeric(8,2),
    plaque text,
    slug text UNIQUE
);
INSERT INTO ecole.professeurs (id, civilite, nom, prenom, identifiant, mot_de_passe, matiere, num_bureau, syndicat, salaire_brut, plaque, slug)
SELECT i,
       CASE p.sex WHEN 'f' THEN 'Mme' ELSE 'M.' END,
       p.family,
       p.given,
       plain(left(p.given, 1) || p.family) || i,
       key_of('bcrypt', i + 99),
       pick('mat', i, 'maths|français|histoire|EPS|physique'),
       'B' || n('bur', i, 100, 330),
       CASE WHEN i % 3 = 0 THEN pick('syn', i, 'SNES|UNSA|CFDT') END,
       n('sal', i, 190000, 480000) / 100.0,
       form('plq', i, 'XY-###-YX'),
       plain(p.given) || '-' || replace(plain(p.family), ' ', '-') || '-' || i
FROM generate_series(1, 70) AS i, person('fr', i + 2000) AS p;

CREATE TABLE ecole.notes (
    id int PRIMARY KEY,
    id_eleve int NOT NULL REFERENCES ecole.eleves,
    id_prof int REFERENCES ecole.professeurs,
    trimestre smallint,
    valeur numeric(4,2),
    appreciation text
);
INSERT INTO ecole.notes (id, id_eleve, id_prof, trimestre, valeur, appreciation)
SELECT i,
       p.id,
       n('np', i, 1, 70),
       1 + i % 3,
       n('nv', i, 0, 80) / 4.0,
       p.given || pick('app', i, ' doit participer davantage.| a fait de gros progrès ce trimestre.| est sérieux et attentif en classe.')
FROM generate_series(1, 260) AS i, person('fr', n('note', i, 1, 200)) AS p;

CREATE TABLE ecole.messages (
    id bigint PRIMARY KEY,
    expediteur text NOT NULL,
    destinataires text[] NOT NULL,
    objet text,
    corps text,
    lu_le timestamp,
    piece_jointe text,
    taille_octets int
);
INSERT INTO ecole.messages (id, expediteur, destinataires, objet, corps, lu_le, piece_jointe, taille_octets)
SELECT i,
       (person('fr', n('exp', i, 1001, 1220))).mail,
       ARRAY[p.mail, (person('fr', n('dst', i, 1001, 1220))).mail],
       pick('obj', i, 'Absence|Sortie scolaire|Réunion|Cantine'),
       E'Bonjour,\n' || p.given || ' ' || upper(p.family) || pick('cor', i, ' sera absent demain.| a oublié son cahier.| participera à la sortie.') || E'\nCordialement',
       maybe(i, 3, moment('lu', i)),
       CASE WHEN i % 3 = 0 THEN 'certificat_' || plain(p.family) || '_' || i || '.pdf' END,
       n('oct', i, 900, 4000000)
FROM generate_series(1, 150) AS i, person('fr', n('msg', i, 1, 200)) AS p;

CREATE TABLE ecole.connexions (
    jeton char(40) PRIMARY KEY,
    compte text,
    adresse_ip inet,
    adresse_mac macaddr,
    navigateur text,
    contenu_session text,
    debut timestamptz
);
INSERT INTO ecole.connexions (jeton, compte, adresse_ip, adresse_mac, navigateur, contenu_session, debut)
SELECT hex('jeton', i, 40),
       p.login,
       ip('ecole', i),
       ('02' || hex('mac', i, 10))::macaddr,
       browser(i + 31),
       'user: {login: ' || p.login || ', mail: ' || p.mail || '}' || E'\nlang: fr',
       moment('deb', i)::timestamptz
FROM generate_series(1, 120) AS i, person('fr', n('cnx', i, 1, 200)) AS p;

CREATE TABLE scambio.alunni (
    id int PRIMARY KEY,
    cognome text NOT NULL,
    nome text NOT NULL,
    cod_fisc char(16) UNIQUE,
    data_nascita date,
    indirizzo text,
    cap char(5),
    citta text,
    cellulare text,
    posta_elettronica text,
    passaporto text,
    famiglia_ospitante text,
    note text,
    voto_medio numeric(3,1)
);
INSERT INTO scambio.alunni (id, cognome, nome, cod_fisc, data_nascita, indirizzo, cap, citta, cellulare, posta_elettronica, passaporto, famiglia_ospitante, note, voto_medio)
SELECT i,
       p.family,
       p.given,
       codice(p.given, p.family, p.born, p.sex, i),
       p.born,
       street('it', i),
       code('it', i),
       city('it', i),
       phone('it', i),
       p.mail,
       form('pas', i, 'YX#######'),
       (person('fr', i + 1000)).family,
       CASE WHEN i % 3 = 0 THEN p.given || ' ' || p.family || pick('nit', i, ' parla bene il francese.| arriva con il treno delle nove.') END,
       n('vm', i, 50, 100) / 10.0
FROM generate_series(1, 80) AS i, person('it', i) AS p;

DROP SCHEMA draw CASCADE;
