-- A telephone company in Italian with a Brazilian subsidiary: lines, calls, bills, tickets, portability.
\ir ../values.sql
CREATE SCHEMA anagrafica;
CREATE SCHEMA traffico;
CREATE SCHEMA brasil;
SET search_path = anagrafica, draw, public;
CREATE TYPE anagrafica.stato_linea AS ENUM ('attiva', 'sospesa', 'cessata');
CREATE TABLE anagrafica.abbonati (
    codice_abbonato char(8) PRIMARY KEY,
    nominativo text NOT NULL,
    codice_fiscale char(16),
    partita_iva char(11),
    sesso char(1),
    nato_il date,
    nato_a text,
    via text,
    civico text,
    comune text,
    cod_postale char(5),
    regione text,
    recapito text,
    pec text,
    documento text,
    parola_chiave text,
    risposta_segreta text,
    punti_fedelta int,
    privacy_mail boolean,
    attivo_dal date,
    note_operatore text
);
INSERT INTO anagrafica.abbonati (codice_abbonato, nominativo, codice_fiscale, partita_iva, sesso, nato_il, nato_a, via, civico, comune, cod_postale, regione, recapito, pec, documento, parola_chiave, risposta_segreta, punti_fedelta, privacy_mail, attivo_dal, note_operatore)
SELECT 'AB' || lpad(i::text, 6, '0'),
       p.family || ' ' || p.given,
       codice(p.given, p.family, p.born, p.sex, i + 50),
       CASE WHEN i % 6 = 0 THEN luhn(digits('piva', i, 10)) END,
       upper(p.sex),
       p.born,
       city('it', i + 300),
       street('it', i),
       n('civ', i, 1, 180)::text,
       city('it', i),
       code('it', i),
       area('it', i),
       phone('it', i),
       replace(p.mail, '@', '@pec.'),
       form('cie', i, 'YX#####XY'),
       key_of('bcrypt', i + 8000),
       pick('ris', i, 'Rex|Fuffi|Milano|pizza|azzurro') || i,
       n('pf', i, 0, 9000),
       i % 2 = 0,
       day('adal', i, '2010-01-01', '2024-01-01'),
       CASE WHEN i % 4 = 0 THEN 'Richiamare ' || p.given || ' ' || p.family || pick('nop', i, ' per la fibra, cell. | per la disdetta, cell. ') || phone('it', i) END
FROM generate_series(1, 210) AS i, person('it', i) AS p;

CREATE TABLE anagrafica.linee (
    id int PRIMARY KEY,
    abbonato char(8) REFERENCES anagrafica.abbonati,
    msisdn text NOT NULL UNIQUE,
    imsi char(15) UNIQUE,
    iccid text,
    imei char(15),
    puk char(8),
    ip_statico inet,
    modem_mac macaddr,
    piano text,
    stato anagrafica.stato_linea,
    modello_telefono text,
    wifi_password text
);
INSERT INTO anagrafica.linee (id, abbonato, msisdn, imsi, iccid, imei, puk, ip_statico, modem_mac, piano, stato, modello_telefono, wifi_password)
SELECT i,
       'AB' || lpad(p.id::text, 6, '0'),
       '3939' || lpad((i * 7919 % 100000000)::text, 8, '0'),
       '22299' || digits('imsi', i, 10),
       luhn('893999' || digits('iccid', i, 12)),
       luhn('35' || digits('imei', i, 12)),
       digits('puk', i, 8),
       CASE WHEN i % 5 = 0 THEN ('2001:db8:' || hex('v6', i, 4) || '::' || hex('v6b', i, 4))::inet END,
       ('06' || hex('mm', i, 10))::macaddr,
       pick('piano', i, 'Base 20|Fibra 1000|Ricaricabile|Business'),
       (enum_range(NULL::anagrafica.stato_linea))[1 + i % 3],
       pick('mt', i, 'Galaxy A54|iPhone SE|Moto G|Redmi 12'),
       b62('wifi', i, 16)
FROM generate_series(1, 260) AS i, person('it', n('lin', i, 1, 210)) AS p;

CREATE TABLE traffico.cdr (
    id bigint NOT NULL,
    chiamante text NOT NULL,
    chiamato text,
    inizio timestamptz NOT NULL,
    durata_s int,
    cella text,
    cella_lat real,
    cella_lon real,
    terminale text,
    ip_nat inet,
    byte_scaricati bigint,
    costo numeric(8,4),
    PRIMARY KEY (id, inizio)
) PARTITION BY RANGE (inizio);
CREATE TABLE traffico.cdr_1 PARTITION OF traffico.cdr FOR VALUES FROM ('2024-01-01 00:00+00') TO ('2024-03-01 00:00+00');
CREATE TABLE traffico.cdr_2 PARTITION OF traffico.cdr DEFAULT;
INSERT INTO traffico.cdr (id, chiamante, chiamato, inizio, durata_s, cella, cella_lat, cella_lon, terminale, ip_nat, byte_scaricati, costo)
SELECT i,
       '3939' || lpad(((1 + i % 260) * 7919 % 100000000)::text, 8, '0'),
       phone('it', i + 50),
       timestamptz '2024-01-01 UTC' + i * interval '9 hours',
       n('dur', i, 0, 4000),
       '222-99-' || n('lac', i, 100, 900) || '-' || n('cid', i, 1000, 60000),
       41 + n('cla', i, 0, 9999) / 5000.0,
       9 + n('clo', i, 0, 9999) / 5000.0,
       luhn('35' || digits('imei', 1 + i % 260, 12)),
       ip('nat', i),
       n('bs', i, 0, 900000000),
       n('cos', i, 0, 90000) / 10000.0
FROM generate_series(1, 300) AS i, person('it', n('cdr', i, 1, 210)) AS p;

CREATE TABLE anagrafica.fatture (
    numero text PRIMARY KEY,
    abbonato char(8) REFERENCES anagrafica.abbonati,
    intestatario text,
    indirizzo_fatt text,
    iban_addebito text,
    totale numeric(9,2),
    scadenza date,
    allegato text,
    pagata boolean
);
INSERT INTO anagrafica.fatture (numero, abbonato, intestatario, indirizzo_fatt, iban_addebito, totale, scadenza, allegato, pagata)
SELECT '2024/' || lpad(i::text, 6, '0'),
       'AB' || lpad(p.id::text, 6, '0'),
       p.given || ' ' || p.family,
       street('it', p.id) || ', ' || code('it', p.id) || ' ' || city('it', p.id),
       iban('IT', 'X9999999999' || digits('itib', i, 12)),
       n('tt', i, 900, 30000) / 100.0,
       day('sca', i, '2024-01-01', '2024-12-31'),
       'fattura_' || plain(p.family) || '_' || plain(p.given) || '_2024' || lpad((1 + i % 12)::text, 2, '0') || '.pdf',
       i % 5 <> 0
FROM generate_series(1, 220) AS i, person('it', n('fat', i, 1, 210)) AS p;

CREATE TABLE anagrafica.segnalazioni (
    id int PRIMARY KEY,
    da text,
    oggetto text,
    testo text,
    operatore text,
    aperta_il timestamp,
    priorita smallint,
    etichette text[]
);
INSERT INTO anagrafica.segnalazioni (id, da, oggetto, testo, operatore, aperta_il, priorita, etichette)
SELECT i,
       p.mail,
       pick('ogg', i, 'Linea lenta|Disdetta|Fattura errata|Cambio piano'),
       pick('tes', i, 'Buongiorno, la linea non funziona da ieri.|Vorrei disdire il contratto.|La fattura non torna.') || ' Sono ' || p.given || ' ' || p.family || ', ' || street('it', p.id) || '.',
       (person('it', n('ope', i, 900, 912))).login,
       moment('api', i),
       1 + i % 4,
       ARRAY[pick('eti', i, 'rete|costi'), pick('eti2', i, 'urgente|normale')]
FROM generate_series(1, 160) AS i, person('it', n('seg', i, 1, 210)) AS p;

CREATE TABLE brasil.assinantes (
    id_assinante int PRIMARY KEY,
    nome text NOT NULL,
    nome_mae text,
    nr_cpf char(11) UNIQUE,
    rg text,
    data_nasc date,
    tel_celular text,
    e_mail text,
    logradouro text,
    bairro text,
    municipio text,
    uf char(2),
    nr_cartao text,
    conta_corrente text,
    cor_pele text,
    religiao text,
    email_md5 text,
    criado_em timestamp,
    ativo boolean
);
INSERT INTO brasil.assinantes (id_assinante, nome, nome_mae, nr_cpf, rg, data_nasc, tel_celular, e_mail, logradouro, bairro, municipio, uf, nr_cartao, conta_corrente, cor_pele, religiao, email_md5, criado_em, ativo)
SELECT i,
       p.given || ' ' || p.family,
       (person('pt', i + 5000)).given || ' ' || p.family,
       cpf(i + 200, false),
       form('rg', i, '##.###.###-#'),
       p.born,
       phone('pt', i + 200),
       p.mail,
       street('pt', i + 200),
       pick('bai', i, 'Centro|Jardim América|Vila Nova|Boa Vista'),
       city('pt', i + 200),
       pick('uf', i, 'SP|RJ|MG|BA|PR'),
       card(i + 9000),
       digits('cc', i, 5) || '-' || digits('ccd', i, 1),
       pick('cor', i, 'branca|parda|preta'),
       pick('rel', i, 'católica|evangélica|espírita|nenhuma'),
       md5(lower(p.mail)),
       moment('cem', i),
       i % 8 <> 0
FROM generate_series(1, 150) AS i, person('pt', i + 200) AS p;

CREATE TABLE brasil.historico (
    seq bigint PRIMARY KEY,
    tabela text,
    registro jsonb,
    usuario_bd text,
    ip_cliente text,
    quando timestamptz
);
INSERT INTO brasil.historico (seq, tabela, registro, usuario_bd, ip_cliente, quando)
SELECT i,
       'assinantes',
       jsonb_build_object('antes', jsonb_build_object('nome', p.given || ' ' || p.family, 'tel_celular', phone('pt', p.id)), 'depois', jsonb_build_object('nome', p.given || ' ' || p.family, 'tel_celular', phone('pt', p.id + 1))),
       (person('pt', n('ubd', i, 800, 806))).login,
       host(ip('ubd', i)),
       moment('qua', i)::timestamptz
FROM generate_series(1, 120) AS i, person('pt', n('his', i, 201, 350)) AS p;

CREATE TABLE brasil.fila_tarefas (
    id bigint PRIMARY KEY,
    classe text,
    parametros text,
    situacao text,
    chave_idempotencia uuid
);
INSERT INTO brasil.fila_tarefas (id, classe, parametros, situacao, chave_idempotencia)
SELECT i,
       pick('clas', i, 'EnviarSms|GerarBoleto'),
       '{"telefone": "' || phone('pt', p.id) || '", "nome": "' || p.given || '", "tentativa": ' || i % 3 || '}',
       pick('sit', i, 'pendente|feito|erro'),
       md5('idem' || i)::uuid
FROM generate_series(1, 110) AS i, person('pt', n('ft', i, 201, 350)) AS p;

DROP SCHEMA draw CASCADE;
