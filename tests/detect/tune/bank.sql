-- A bank in Spanish, with a Polish branch: clients, accounts, cards, transfers by quarter, secrets.
\ir ../values.sql
CREATE SCHEMA banco;
CREATE SCHEMA oddzial;
SET search_path = banco, draw, public;
CREATE DOMAIN banco.importe AS numeric(14,2) CHECK (VALUE > -1000000000);
CREATE TABLE banco.clientes (
    cod_cliente int PRIMARY KEY,
    nombre text NOT NULL,
    apellido1 text NOT NULL,
    apellido2 text,
    dni char(9) NOT NULL UNIQUE,
    fecha_nac date,
    sexo char(1),
    domicilio text,
    cp char(5),
    poblacion text,
    provincia text,
    movil text,
    correo text UNIQUE,
    profesion text,
    ingresos_anuales banco.importe,
    estado_civil text,
    num_hijos smallint,
    nif_empresa text,
    alta timestamp NOT NULL,
    firma bytea,
    pin_hash text,
    correo_sha256 text,
    observaciones text
);
INSERT INTO banco.clientes (cod_cliente, nombre, apellido1, apellido2, dni, fecha_nac, sexo, domicilio, cp, poblacion, provincia, movil, correo, profesion, ingresos_anuales, estado_civil, num_hijos, nif_empresa, alta, firma, pin_hash, correo_sha256, observaciones)
SELECT i,
       p.given,
       p.family,
       (person('es', i + 2000)).family,
       dni(i),
       p.born,
       CASE p.sex WHEN 'f' THEN 'M' ELSE 'H' END,
       street('es', i),
       code('es', i),
       city('es', i),
       area('es', i),
       phone('es', i),
       p.mail,
       pick('prof', i, 'abogado|maestra|enfermera|albañil|contable|jubilado'),
       n('ing', i, 12000, 180000),
       pick('ec', i, 'soltero|casado|viudo|divorciado'),
       n('hij', i, 0, 4),
       CASE WHEN i % 6 = 0 THEN 'B' || digits('cif', i, 8) END,
       moment('alta', i),
       bytes('89504e470d0a1a0a0000000d49484452', 'firma', i),
       key_of('pbkdf2', i),
       encode(sha256(lower(p.mail)::bytea), 'hex'),
       CASE WHEN i % 5 = 0 THEN 'Llamar a ' || p.given || ' ' || p.family || ' al ' || phone('es', i) || pick('obs', i, ' por la hipoteca.| para renovar el seguro.') END
FROM generate_series(1, 200) AS i, person('es', i) AS p;

CREATE TABLE banco.cuentas (
    id int PRIMARY KEY,
    titular int NOT NULL REFERENCES banco.clientes,
    iban char(24) NOT NULL UNIQUE,
    num_cuenta text,
    bic char(11),
    saldo banco.importe NOT NULL,
    divisa char(3) NOT NULL,
    abierta_el date,
    alias text
);
INSERT INTO banco.cuentas (id, titular, iban, num_cuenta, bic, saldo, divisa, abierta_el, alias)
SELECT i,
       p.id,
       iban('ES', '9999' || digits('esiban', i, 16)),
       '9999-' || digits('nc', i, 4) || '-' || digits('nc2', i, 2) || '-' || digits('nc3', i, 10),
       'TEST' || 'ES' || pick('ebic', i, '2A|MM|BB') || 'XXX',
       n('sal', i, -50000, 9000000) / 100.0,
       pick('div', i, 'EUR|USD'),
       day('ab', i, '2005-01-01', '2024-01-01'),
       pick('al', i, 'nómina|ahorro|casa|viajes')
FROM generate_series(1, 240) AS i, person('es', n('cta', i, 1, 200)) AS p;

CREATE TABLE banco.tarjetas (
    id int PRIMARY KEY,
    cliente int NOT NULL REFERENCES banco.clientes,
    pan char(16) NOT NULL UNIQUE,
    caducidad date,
    nombre_tarjeta text,
    codigo_seg char(3),
    activa boolean NOT NULL,
    limite numeric(10,2)
);
INSERT INTO banco.tarjetas (id, cliente, pan, caducidad, nombre_tarjeta, codigo_seg, activa, limite)
SELECT i,
       p.id,
       card(i + 5000),
       day('cad', i, '2026-01-01', '2031-01-01'),
       upper(plain(p.given) || ' ' || plain(p.family)),
       digits('cs', i, 3),
       i % 7 <> 0,
       n('lim', i, 3, 60) * 100
FROM generate_series(1, 150) AS i, person('es', n('tar', i, 1, 200)) AS p;

CREATE TABLE banco.transferencias (
    id bigint NOT NULL,
    origen char(24) NOT NULL,
    destino_iban text,
    beneficiario text,
    concepto text,
    importe banco.importe NOT NULL,
    fecha date NOT NULL,
    referencia text,
    ip_origen text,
    dispositivo text,
    PRIMARY KEY (id, fecha)
) PARTITION BY RANGE (fecha);
CREATE TABLE banco.transferencias_t1 PARTITION OF banco.transferencias FOR VALUES FROM ('2024-01-01') TO ('2024-04-01');
CREATE TABLE banco.transferencias_t2 PARTITION OF banco.transferencias DEFAULT;
INSERT INTO banco.transferencias (id, origen, destino_iban, beneficiario, concepto, importe, fecha, referencia, ip_origen, dispositivo)
SELECT i,
       iban('ES', '9999' || digits('esiban', 1 + i % 240, 16)),
       iban('FR', '99999' || digits('fri', i, 18)),
       CASE WHEN i % 6 = 0 THEN company('es', i) ELSE p.given || ' ' || p.family END,
       pick('con', i, 'Alquiler |Factura |Cumpleaños de |Cuota gimnasio ') || p.given || ' ' || n('conn', i, 1, 900),
       n('imp', i, 100, 500000) / 100.0,
       date '2024-01-01' + i,
       digits('ref', i, 16),
       host(ip('tra', i)),
       hex('dev', i % 90, 16)
FROM generate_series(1, 300) AS i, person('es', n('tra', i, 1, 200)) AS p;

CREATE TABLE banco.integraciones (
    id int PRIMARY KEY,
    servicio text NOT NULL,
    token_acceso text,
    clave_privada text,
    contrasena text,
    parametros json,
    url_servicio text
);
INSERT INTO banco.integraciones (id, servicio, token_acceso, clave_privada, contrasena, parametros, url_servicio)
SELECT i,
       pick('ser', i, 'sms|firma|scoring|correo') || i,
       key_of('jwt', i),
       key_of('pem', i),
       b62('contra', i, 14),
       json_build_object('timeout', i, 'api_key', key_of('google', i), 'modo', 'prod'),
       'https://api.servicio' || i || '.example/v' || 1 + i % 3
FROM generate_series(1, 60) AS i;

CREATE TABLE oddzial.klienci (
    id_klienta int PRIMARY KEY,
    imie text NOT NULL,
    nazwisko text NOT NULL,
    pesel char(11) UNIQUE,
    nr_dowodu char(9),
    data_ur date,
    ulica text,
    kod_pocztowy char(6),
    miejscowosc text,
    wojewodztwo text,
    nr_tel text,
    adres_email text,
    nip text,
    nr_rachunku text,
    zawod text,
    uwagi text,
    utworzono timestamp
);
INSERT INTO oddzial.klienci (id_klienta, imie, nazwisko, pesel, nr_dowodu, data_ur, ulica, kod_pocztowy, miejscowosc, wojewodztwo, nr_tel, adres_email, nip, nr_rachunku, zawod, uwagi, utworzono)
SELECT i,
       p.given,
       p.family,
       pesel(p.born, i),
       form('dow', i, 'XYX######'),
       p.born,
       street('pl', i),
       code('pl', i),
       city('pl', i),
       area('pl', i),
       phone('pl', i),
       p.mail,
       CASE WHEN i % 5 = 0 THEN digits('nip', i, 10) END,
       iban('PL', '999' || digits('plr', i, 21)),
       pick('zaw', i, 'nauczyciel|kierowca|lekarka|księgowa|emeryt'),
       CASE WHEN i % 4 = 0 THEN 'Prosi o kontakt: ' || p.given || ' ' || p.family || ', tel. ' || phone('pl', i) END,
       moment('utw', i)
FROM generate_series(1, 120) AS i, person('pl', i) AS p;

CREATE TABLE oddzial.dziennik (
    lp bigint PRIMARY KEY,
    operacja text NOT NULL,
    wiersz jsonb,
    kto text,
    kiedy timestamp
);
INSERT INTO oddzial.dziennik (lp, operacja, wiersz, kto, kiedy)
SELECT i,
       pick('op', i, 'WSTAW|ZMIEN|USUN'),
       jsonb_build_object('imie', p.given, 'nazwisko', p.family, 'pesel', pesel(p.born, p.id)),
       (person('pl', n('kto', i, 800, 815))).login,
       moment('kie', i)
FROM generate_series(1, 120) AS i, person('pl', n('dz', i, 1, 120)) AS p;

DROP SCHEMA draw CASCADE;
