-- Tickets for concerts, theatre and a stadium: a French box office, the season tickets and gates of a
-- Spanish club, Portuguese and Brazilian buyers and promoters.
\ir ../values.sql
CREATE SCHEMA billetterie;
CREATE SCHEMA taquilla;
CREATE SCHEMA bilheteira;
SET search_path = billetterie, draw, public;

CREATE TABLE billetterie.spectateur (
    id serial PRIMARY KEY,
    civilite text,
    nom text NOT NULL,
    prenom text,
    courriel text UNIQUE,
    tel_mob text,
    date_naiss date,
    adresse text,
    cp text,
    ville text,
    pays char(2) DEFAULT 'FR',
    mdp text,
    jeton_desabo text,
    optin_sms boolean NOT NULL DEFAULT false,
    pmr boolean,
    remarques text
);
INSERT INTO billetterie.spectateur
SELECT i,
       CASE p.sex WHEN 'f' THEN 'Mme' ELSE 'M.' END,
       upper(p.family),
       p.given,
       p.mail,
       maybe(i, 3, phone('fr', i + 40000)),
       CASE WHEN i % 5 <> 0 THEN p.born END,
       maybe(i, 4, street('fr', i + 40000)),
       maybe(i, 4, code('fr', i + 40000)),
       maybe(i, 4, city('fr', i + 40000)),
       pick('py', i, 'FR|FR|FR|BE|CH|LU'),
       maybe(i, 6, key_of('argon2', i + 4000)),
       hex('desabo', i, 32),
       i % 4 = 0,
       CASE WHEN i % 6 = 0 THEN i % 12 = 0 END,
       CASE WHEN i % 9 = 0 THEN pick('rq', i, 'A rappeler au |Vient toujours avec sa fille, joindre le |Billets à laisser au contrôle, tél. ') || phone('fr', i + 40000) || pick('rq2', i, ' de la part de | - demander ') || (person('fr', i + 41000)).given || ' ' || (person('fr', i + 41000)).family END
FROM generate_series(1, 420) AS i, person('fr', i + 40000) AS p;

CREATE TABLE billetterie.evenement (
    id int PRIMARY KEY,
    code text NOT NULL UNIQUE,
    titre text NOT NULL,
    artiste text,
    genre text,
    salle text,
    debut timestamp,
    affiche text,
    resume text,
    contact_prod text
);
INSERT INTO billetterie.evenement
SELECT i,
       'EV' || 22 + i % 3 || '-' || lpad(i::text, 4, '0'),
       pick('ti', i, 'Nuit du jazz|Carmen en plein air|Festival des lucioles|Le malade imaginaire|Cirque d''hiver|Soirée cordes et vents') || CASE WHEN i % 3 = 0 THEN ' - ' || pick('tj', i, 'complément|dernière|scolaire') ELSE '' END,
       pick('ar', i, 'Quatuor Bellerive|Les Lanternes|Compagnie Zéphyr|Orchestre du Canal|Brass Tonnelle|Chœur des Deux Rives|The Paper Boats'),
       pick('ge', i, 'rock|jazz|théâtre|humour|cirque|opéra|jeune public'),
       pick('sa', i, 'Salle Molière|Grande Halle|Théâtre du Port|Espace Marie-Curie|Le Hangar 14|Auditorium Ravel'),
       date_trunc('day', moment('deb', i)) + n('hd', i, 28, 42) * interval '30 minutes',
       'https://static.scene.example/affiches/' || hex('aff', i, 10) || '.jpg',
       pick('re', i, 'Un spectacle pour toute la famille|Deux heures de musique sans entracte|Une relecture joyeuse du répertoire') || pick('re2', i, ', placement libre.|, à partir de 8 ans.|, surtitré en anglais.'),
       CASE WHEN i % 3 <> 0 THEN (person('fr', n('cp', i, 42001, 42060))).mail END
FROM generate_series(1, 210) AS i;

CREATE TABLE billetterie.commande (
    id bigint PRIMARY KEY,
    ref text NOT NULL UNIQUE,
    spectateur_id int REFERENCES billetterie.spectateur,
    montant_ttc numeric(9,2),
    devise char(3),
    canal text,
    adr_ip text,
    navigateur text,
    pan_tronque text,
    titulaire_cb text,
    no_autorisation text,
    cree_le timestamptz
);
INSERT INTO billetterie.commande
SELECT i,
       'SC' || 22 + i % 3 || '-' || form('ref', i, '#X##Y#') || i % 10 || '-' || i,
       p.id - 40000,
       n('mt', i, 900, 64000) / 100.0,
       pick('dv', i, 'EUR|EUR|CHF'),
       pick('cn', i, 'web|appli|guichet|revendeur'),
       CASE WHEN i % 4 <> 3 THEN host(ip('cmd', i)) END,
       CASE WHEN i % 4 <> 3 THEN browser(i + 4000) END,
       CASE WHEN i % 5 <> 0 THEN left(card(i + 4000), 6) || 'XXXXXX' || right(card(i + 4000), 4) END,
       CASE WHEN i % 5 <> 0 THEN upper(plain(p.given) || ' ' || plain(p.family)) END,
       CASE WHEN i % 5 <> 0 THEN digits('auth', i, 6) END,
       moment('cmd', i)::timestamptz
FROM generate_series(1, 400) AS i, person('fr', n('cs', i, 40001, 40420)) AS p;

CREATE TABLE billetterie.billet (
    num_billet text PRIMARY KEY,
    commande_id bigint REFERENCES billetterie.commande,
    evenement_id int REFERENCES billetterie.evenement,
    categorie text,
    rang text,
    siege smallint,
    porteur text,
    qr_jeton text UNIQUE,
    etat smallint,
    controle_le timestamptz
);
INSERT INTO billetterie.billet
SELECT lpad((i * 7907 % 100000)::text, 5, '0') || '-' || digits('nb', i, 4) || '-' || i,
       n('bc', i, 1, 400),
       n('be', i, 1, 210),
       pick('ca', i, 'Carré Or|Cat. 1|Cat. 2|Fosse|Tarif réduit'),
       pick('rg', i, 'A|B|C|D|F|M|R'),
       n('sg', i, 1, 44),
       maybe(i, 4, p.given || ' ' || upper(p.family)),
       b62('qrj', i, 28),
       pick('et', i, '0|1|1|2|9')::smallint,
       CASE WHEN i % 3 <> 0 THEN moment('ctl', i)::timestamptz END
FROM generate_series(1, 550) AS i, person('fr', n('bp', i, 40001, 43000)) AS p;

CREATE TABLE billetterie.courrier_sortant (
    id bigint PRIMARY KEY,
    modele text,
    destinataire text NOT NULL,
    objet text,
    corps text,
    message_id text,
    code_smtp smallint,
    erreur text
);
INSERT INTO billetterie.courrier_sortant
SELECT i,
       pick('mo', i, 'confirmation|rappel_j1|annulation|remboursement'),
       p.mail,
       pick('oj', i, 'Vos billets pour |Rappel : demain, |Annulation : ') || pick('ti', i, 'Nuit du jazz|Carmen en plein air|Festival des lucioles|Le malade imaginaire'),
       '<p>Bonjour ' || p.given || ' ' || p.family || ',</p><p>' || pick('cx', i, 'vos billets sont joints à ce message.|la représentation est reportée.|votre remboursement est en cours.') || '</p><p>Envoyé à ' || p.mail || '</p>',
       '<' || to_char(moment('mid', i), 'YYYYMMDDHH24MISS') || '.' || upper(hex('mid', i, 10)) || '@mx2.scene.example>',
       CASE WHEN i % 11 = 0 THEN 550 ELSE 250 END,
       CASE WHEN i % 11 = 0 THEN '550 5.1.1 <' || p.mail || '>: Recipient address rejected: User unknown' END
FROM generate_series(1, 330) AS i, person('fr', n('co', i, 40001, 40420)) AS p;

CREATE TABLE billetterie.acces_api (
    id int PRIMARY KEY,
    libelle text,
    cle text NOT NULL,
    secret_hmac text,
    dernier_appel timestamptz
);
INSERT INTO billetterie.acces_api
SELECT i,
       pick('lb', i, 'Revendeur|Office de tourisme|Comité d''entreprise|Borne') || ' ' || i,
       'bil_' || b62('apicle', i, 32),
       hex('apihmac', i, 64),
       maybe(i, 5, moment('da', i)::timestamptz)
FROM generate_series(1, 200) AS i;

CREATE TABLE billetterie.journal (
    id bigint PRIMARY KEY,
    cible text,
    avant jsonb,
    apres jsonb,
    auteur text,
    poste text,
    le timestamptz
);
INSERT INTO billetterie.journal
SELECT i,
       pick('cb', i, 'spectateur|spectateur|billet'),
       CASE WHEN i % 4 <> 0 THEN jsonb_build_object('id', p.id - 40000, 'nom', upper(p.family), 'prenom', p.given, 'courriel', p.mail) END,
       jsonb_build_object('id', p.id - 40000, 'nom', upper(p.family), 'prenom', p.given, 'courriel', p.mail, 'tel_mob', phone('fr', p.id)),
       pick('au', i, 'cfournier|a.leroy|guichet2|nmercier|e.girard'),
       pick('po', i, 'GUICHET-01|GUICHET-02|GUICHET-03|BO-PC7'),
       moment('jl', i)::timestamptz
FROM generate_series(1, 320) AS i, person('fr', n('jo', i, 40001, 40420)) AS p;

CREATE TABLE taquilla.abonado (
    n_abonado int PRIMARY KEY,
    nombre varchar(40),
    apellidos varchar(80),
    nif_nie varchar(10),
    f_nac varchar(10),
    movil varchar(16),
    correo varchar(80),
    domicilio varchar(120),
    cp char(5),
    poblacion varchar(40),
    cta_cargo varchar(34),
    foto bytea,
    asiento varchar(20),
    talla varchar(3),
    alta date,
    obs text
);
INSERT INTO taquilla.abonado
SELECT i,
       p.given,
       p.family || ' ' || (person('es', i + 46000)).family,
       CASE WHEN i % 9 = 0 THEN 'X' || digits('nie', i, 7) || substr('TRWAGMYFPDXBNJZSQVHLCKE', digits('nie', i, 7)::int % 23 + 1, 1) ELSE dni(i + 45000) END,
       to_char(p.born, 'DD/MM/YYYY'),
       maybe(i, 7, phone('es', i + 45000)),
       maybe(i, 4, p.mail),
       street('es', i + 45000) || CASE WHEN i % 3 = 0 THEN ', ' || n('pi', i, 1, 9) || 'º ' || pick('pt', i, 'A|B|izq.|dcha.') ELSE '' END,
       code('es', i + 45000),
       city('es', i + 45000),
       CASE WHEN i % 3 <> 0 THEN regexp_replace(iban('ES', '9999' || digits('ab', i, 16)), '(....)(?=.)', '\1 ', 'g') END,
       CASE WHEN i % 4 = 0 THEN bytes('ffd8ffe000104a46494600010100', 'foto', i) END,
       pick('tr', i, 'TRIB|FN|FS|PREF') || '-' || n('sec', i, 101, 134) || ' F' || n('fil', i, 1, 32) || ' A' || n('asi', i, 1, 28),
       CASE WHEN i % 2 = 0 THEN pick('ta', i, 'S|M|L|XL|XXL') END,
       day('alt', i, '1998-07-01', '2024-08-31'),
       CASE WHEN i % 8 = 0 THEN pick('obs', i, 'Cede el asiento a |Recibo devuelto, avisar a |Carnet duplicado, lo recoge ') || (person('es', i + 47000)).given || ' ' || (person('es', i + 47000)).family || ' (' || phone('es', i + 47000) || ')' END
FROM generate_series(1, 320) AS i, person('es', i + 45000) AS p;

CREATE TABLE taquilla.acceso (
    id bigint PRIMARY KEY,
    torno varchar(8),
    n_abonado int,
    uid_tarjeta varchar(20),
    momento timestamp,
    resultado varchar(12),
    lector_ip inet,
    ms_lectura smallint
);
INSERT INTO taquilla.acceso
SELECT i,
       'T' || lpad(n('to', i, 1, 24)::text, 2, '0') || pick('tl', i, 'N|S|E'),
       n('aa', i, 1, 320),
       upper(regexp_replace('04' || hex('uid', n('aa', i, 1, 320), 12), '(..)(?=.)', '\1:', 'g')),
       moment('acc', i),
       pick('rs', i, 'OK|OK|OK|REPETIDO|SIN SALDO|ANULADO'),
       ('192.0.2.' || n('to', i, 1, 24) + 100)::inet,
       n('ms', i, 38, 900)
FROM generate_series(1, 600) AS i;

CREATE TABLE taquilla.incidencia (
    id int PRIMARY KEY,
    fecha date,
    zona varchar(20),
    gravedad smallint,
    parte text,
    testigo varchar(80),
    matricula varchar(12),
    agente varchar(80),
    adjunto varchar(80)
);
INSERT INTO taquilla.incidencia
SELECT i,
       day('inf', i, '2021-08-01', '2024-11-01'),
       pick('zo', i, 'Puerta 4|Fondo Norte|Aparcamiento B|Palco|Vomitorio 12'),
       n('gv', i, 1, 3),
       pick('pa', i, 'El abonado |Se identifica a |Se expulsa del recinto a ') || p.given || ' ' || p.family || pick('pa2', i, ' por lanzar objetos.| por acceder con carnet ajeno.| tras una caída en la grada; atendido por los servicios médicos.') || CASE WHEN i % 2 = 0 THEN ' DNI ' || dni(p.id) || '.' ELSE '' END,
       CASE WHEN i % 4 = 0 THEN (person('es', i + 47500)).given || ' ' || (person('es', i + 47500)).family || ', ' || phone('es', i + 47500) END,
       CASE WHEN i % 5 = 0 THEN form('mat', i, '#### XYB') END,
       (person('es', n('ag', i, 48001, 48030))).given || ' ' || (person('es', n('ag', i, 48001, 48030))).family,
       CASE WHEN i % 3 = 0 THEN 'partes/' || 2021 + i % 4 || '/inc_' || lpad(i::text, 5, '0') || '.pdf' END
FROM generate_series(1, 200) AS i, person('es', n('ia', i, 45001, 45320)) AS p;

CREATE TABLE bilheteira.comprador (
    id_comprador int PRIMARY KEY,
    nome text NOT NULL,
    cpf text,
    dt_nasc date,
    telemovel text,
    email_contacto text,
    morada text,
    cod_postal text,
    localidade text,
    genero char(1),
    meia_entrada text
);
INSERT INTO bilheteira.comprador
SELECT i,
       p.given || ' ' || (person('pt', i + 52000)).family || ' ' || p.family,
       maybe(i, 4, cpf(i + 5000, i % 3 <> 0)),
       maybe(i, 6, p.born),
       maybe(i, 5, phone('pt', i + 51000)),
       p.mail,
       maybe(i, 3, street('pt', i + 51000)),
       maybe(i, 3, code('pt', i + 51000)),
       maybe(i, 3, city('pt', i + 51000)),
       maybe(i, 5, upper(p.sex)),
       CASE WHEN i % 6 = 0 THEN pick('me', i, 'estudante|idoso|pcd|jovem baixa renda') END
FROM generate_series(1, 310) AS i, person('pt', i + 51000) AS p;

CREATE TABLE bilheteira.promotor (
    id int PRIMARY KEY,
    razao_social text NOT NULL,
    cnpj text,
    responsavel text,
    chave_pix text,
    site text,
    comissao_pct numeric(4,2),
    situacao text
);
INSERT INTO bilheteira.promotor
SELECT i,
       company('pt', i + 53000) || pick('prs', i, '| Produções| Eventos'),
       regexp_replace(d2 || (11 - weighed(d2, '{6,5,4,3,2,9,8,7,6,5,4,3,2}') % 11) % 11 % 10, '(..)(...)(...)(....)(..)', '\1.\2.\3/\4-\5'),
       p.given || ' ' || p.family,
       CASE i % 4 WHEN 0 THEN p.mail WHEN 1 THEN cpf(i + 6000, false) WHEN 2 THEN '+55119' || digits('pix', i, 8) ELSE md5('pix' || i)::uuid::text END,
       CASE WHEN i % 3 <> 0 THEN 'https://' || plain(p.family) || 'eventos.example' END,
       n('cm', i, 400, 1500) / 100.0,
       pick('si', i, 'ativo|ativo|suspenso|em análise')
FROM generate_series(1, 200) AS i, person('pt', i + 53000) AS p,
     LATERAL (SELECT digits('cnpj', i, 8) || '0001') AS b(d), LATERAL (SELECT d || (11 - weighed(d, '{5,4,3,2,9,8,7,6,5,4,3,2}') % 11) % 11 % 10) AS c(d2);

CREATE TABLE bilheteira.leitor (
    imei char(15) PRIMARY KEY,
    operador text,
    modelo text,
    versao_app text,
    bateria smallint,
    ssid text,
    wifi_senha text,
    mac_wifi macaddr,
    sincronizado_em timestamptz
);
INSERT INTO bilheteira.leitor
SELECT luhn('35' || digits('imei', i, 12)),
       p.given || ' ' || p.family,
       pick('ml', i, 'TC21|TC52x|Galaxy XCover 5'),
       '5.' || n('v1', i, 0, 9) || '.' || n('v2', i, 0, 9) || '.' || n('v3', i, 80, 240),
       n('bt', i, 3, 100),
       'bilh-porta-' || n('ss', i, 1, 40),
       b62('wifi', i, 12),
       ('02' || hex('macw', i, 10))::macaddr,
       moment('sy', i)::timestamptz
FROM generate_series(1, 200) AS i, person('pt', n('op', i, 54001, 54090)) AS p;

DROP SCHEMA draw CASCADE;
