-- A utility for power and water, in Spanish, that bought one in Brazil: meters, readings, bills, an app.
\ir ../values.sql
UPDATE draw.words SET
    woman = 'Inmaculada|Montserrat|Nuria|Yolanda|Rocío|Encarnación|Begoña|Leticia|Ainhoa|Mercè|Consuelo|Sofía|María José',
    man = 'Ignacio|Joaquín|Ramón|Gonzalo|Iker|Jordi|Vicente|Eduardo|Héctor|Salvador|Juan Carlos|Andrés|Emilio',
    family = 'Blanco|Serrano|Molina|Delgado|Marín|Iglesias|Medina|Garrido|Cortés|Santos|Lozano|Guerrero|Cano|Prieto|Etxeberria|Puig|Calvo|Peña|Flores|Campos',
    street = 'Av. de Andalucía, %|C/ Cervantes, % 2ºB|Ronda Norte %|Travesía del Pozo, %|Pza. San Juan %|Calle Nueva, % bajo|Carrer de Mallorca, %|Urb. Los Pinos %',
    city = 'Albacete|Huelva|Lleida|Pamplona|Jaén|Vitoria-Gasteiz|Cádiz|Soria|Santander|Alicante'
WHERE lang = 'es';
UPDATE draw.words SET
    woman = 'Adriana|Luciana|Rosângela|Aparecida|Débora|Vanessa|Sônia|Simone|Thaís|Márcia|Conceição',
    man = 'Antônio|Luiz|Fábio|Wellington|Márcio|Vinícius|Everton|Sebastião|Paulo|Caio|Anderson',
    family = 'Lima|Gomes|Martins|Rocha|Dias|Melo|Freitas|Batista|Campos|Moura|Azevedo|Farias|Cunha|Duarte|da Conceição|Monteiro|Guimarães',
    street = 'R. Sete de Setembro, %|Av. Getúlio Vargas, % - apto 12|Rua Quinze de Novembro, %|Estrada do Coco, km %|Tv. Padre Cícero, %|Rua Tiradentes, % casa 2',
    city = 'Fortaleza|Goiânia|Manaus|Natal|Campinas|Uberlândia|Niterói|Londrina|Maceió'
WHERE lang = 'pt';
CREATE SCHEMA red;
SET search_path = red, draw, public;
CREATE TYPE red.tipo_persona AS ENUM ('F', 'J');

-- A point of supply: sixteen digits and two letters that check them.
CREATE FUNCTION draw.cups(i int) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT 'ES' || d || substr('TRWAGMYFPDXBNJZSQVHLCKE', (d::numeric % 529)::int / 23 + 1, 1) || substr('TRWAGMYFPDXBNJZSQVHLCKE', (d::numeric % 529)::int % 23 + 1, 1)
    FROM (SELECT '0099' || draw.digits('cups', i, 12) AS d) AS s $$;
CREATE FUNCTION draw.afiliacion(i int) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT b || lpad((b::bigint % 97)::text, 2, '0') FROM (SELECT pick('nsp', i, '28|41|02|48') || '1' || draw.digits('nss', i, 7) AS b) AS s $$;

CREATE TABLE red.abonado (
    num_abo int PRIMARY KEY,
    tipo red.tipo_persona NOT NULL,
    nom text,
    ape1 text,
    ape2 text,
    razon_soc text,
    nif text NOT NULL,
    tfno text,
    movil text,
    correo_e text,
    fec_nac date,
    dom_fiscal text,
    cp char(5),
    pobl text,
    prov text,
    bono_social boolean NOT NULL,
    electrodependiente boolean NOT NULL,
    cod_act text,
    obs text,
    f_alta timestamp NOT NULL,
    CHECK (tipo = 'J' OR nom IS NOT NULL)
);
INSERT INTO red.abonado
SELECT i,
       CASE WHEN i % 9 = 0 THEN 'J' ELSE 'F' END::red.tipo_persona,
       CASE WHEN i % 9 > 0 THEN p.given END,
       CASE WHEN i % 9 > 0 THEN p.family END,
       CASE WHEN i % 9 > 0 THEN (person('es', i + 1000)).family END,
       CASE WHEN i % 9 = 0 THEN company('es', i) END,
       CASE WHEN i % 9 = 0 THEN 'B' || luhn(digits('cif', i, 7)) ELSE dni(i) END,
       maybe(i, 3, phone('es', i)),
       maybe(i, 4, pick('mv', i, '6|7') || form('mv', i, pick('mvf', i, '########|## ## ## ##|##-###-###'))),
       maybe(i, 5, CASE WHEN i % 41 = 0 THEN replace(p.mail, '@', '(a)') ELSE p.mail END),
       CASE WHEN i % 9 > 0 THEN p.born END,
       street('es', i),
       code('es', i),
       CASE WHEN i % 11 = 0 THEN upper(city('es', i)) ELSE city('es', i) END,
       pick('prov', i, 'Albacete|Huelva|Lleida|Navarra|Jaén|Álava|Cádiz|Soria|Cantabria'),
       i % 8 = 0,
       i % 57 = 0,
       pick('cnae', i, '9820|4711|5610|8411|'),
       CASE WHEN i % 5 = 0 THEN pick('ob', i, 'Llamar a la hija, |El inquilino es |Avisar antes a ') || (person('es', i + 2000)).given || ' ' || p.family || ' ' || phone('es', i + 2000) END,
       moment('alta', i)
FROM generate_series(1, 200) AS i, person('es', i) AS p;

CREATE TABLE red.pto_sum (
    cups char(20) PRIMARY KEY,
    num_abo int NOT NULL REFERENCES red.abonado,
    dir_sum text NOT NULL,
    mun text NOT NULL,
    ref_cat char(20),
    utm_x numeric(9,2),
    utm_y numeric(10,2),
    pot_kw numeric(6,2) NOT NULL,
    tarifa text NOT NULL,
    tens_v smallint NOT NULL,
    clave_portal text,
    estado text NOT NULL
);
INSERT INTO red.pto_sum
SELECT cups(i),
       1 + (i - 1) % 200,
       street('es', i),
       city('es', i),
       digits('rc', i, 7) || form('rcx', i, 'XY####X') || digits('rc2', i, 4) || form('rcy', i, 'XY'),
       n('ux', i, 20000000, 72000000) / 100.0,
       n('uy', i, 400000000, 478000000) / 100.0,
       pick('pot', i, '3.45|4.60|5.75|9.20|15.00')::numeric,
       pick('trf', i, '2.0TD|3.0TD|6.1TD'),
       pick('ten', i, '230|400')::smallint,
       CASE WHEN i % 5 = 0 THEN pick('cpo', i, '#|*|') || digits('cpo', i, 4) || pick('cpx', i, 'A|B|#') END,
       pick('ept', i, 'activo|baja|corte|pendiente')
FROM generate_series(1, 200) AS i;

CREATE TABLE red.contador (
    n_serie text PRIMARY KEY,
    cups char(20) REFERENCES red.pto_sum,
    marca text NOT NULL,
    modelo text NOT NULL,
    "macPlc" macaddr NOT NULL,
    "imeiModem" char(15),
    "ipGprs" inet,
    clave_lect text,
    fw text NOT NULL,
    anyo_fab smallint,
    precinto text
);
INSERT INTO red.contador
SELECT 'ZV' || digits('zs', i, 8) || lpad(i::text, 3, '0'),
       cups(i),
       pick('mc', i, 'Ziver|Ormaz|Landel|Circut'),
       pick('mo', i, '5CTM-E2C|L1ZM|E450|CIRWATT B 410D|DRS-110'),
       ('02' || regexp_replace(hex('mac', i, 10), '(..)', ':\1', 'g'))::macaddr,
       CASE WHEN i % 3 = 0 THEN luhn('35' || digits('imei', i, 12)) END,
       CASE WHEN i % 3 = 0 THEN ('100.64.' || i % 30 || '.' || 1 + i % 250)::inet END,
       maybe(i, 6, upper(hex('ck', i, 16))),
       pick('fw', i, 'V02.31|V03.10|V04.02-b7'),
       n('af', i, 2009, 2023),
       maybe(i, 4, 'P' || digits('prec', i, 7))
FROM generate_series(1, 150) AS i;

CREATE TABLE red.lectura (
    id bigint NOT NULL,
    cups char(20) NOT NULL REFERENCES red.pto_sum,
    f_lect date NOT NULL,
    act_p1 int NOT NULL,
    act_p2 int NOT NULL,
    curva numeric(6,3)[],
    origen char(1) NOT NULL,
    lector text,
    PRIMARY KEY (id, f_lect)
) PARTITION BY RANGE (f_lect);
CREATE TABLE red.lectura_ant PARTITION OF red.lectura FOR VALUES FROM ('2020-01-01') TO ('2023-01-01');
CREATE TABLE red.lectura_act PARTITION OF red.lectura DEFAULT;
INSERT INTO red.lectura
SELECT i,
       cups(n('lc', i, 1, 200)),
       day('fl', i, '2021-01-01', '2024-06-01'),
       n('p1', i, 100, 99999),
       n('p2', i, 100, 99999),
       CASE WHEN i % 2 = 0 THEN ARRAY(SELECT n('cv' || k, i, 0, 4600) / 1000.0 FROM generate_series(1, 6) AS k) END,
       pick('or', i, 'R|E|A'),
       CASE WHEN i % 3 = 0 THEN 'OP' || lpad(n('lt', i, 1, 70)::text, 3, '0') END
FROM generate_series(1, 180) AS i;

CREATE TABLE red.factura (
    n_fra text PRIMARY KEY,
    num_abo int NOT NULL REFERENCES red.abonado,
    f_emi date NOT NULL,
    base numeric(9,2) NOT NULL,
    iva numeric(4,2) NOT NULL,
    cta_cargo text,
    bic text,
    tit_cta text,
    cod_barras text NOT NULL,
    ruta_pdf text,
    est_cobro text NOT NULL,
    detalle jsonb
);
INSERT INTO red.factura
SELECT 'FE' || 2022 + i % 3 || '-' || lpad(i::text, 7, '0'),
       p.id,
       day('fe', i, '2022-01-01', '2024-06-30'),
       n('ba', i, 1500, 42000) / 100.0,
       pick('iva', i, '21.00|10.00|5.00')::numeric,
       maybe(i, 7, iban('ES', '9999' || digits('cc', i, 16))),
       maybe(i, 7, pick('bic', i, 'ZZZZESMMXXX|XQQQESBB|ZYXWES2BXXX')),
       maybe(i, 7, upper(p.family || ' ' || (person('es', p.id + 1000)).family || ', ' || p.given)),
       '90502' || digits('cb', i, 40),
       '/fras/' || 2022 + i % 3 || '/' || dni(p.id) || '_' || lpad(i::text, 7, '0') || '.pdf',
       pick('eco', i, 'cobrada|devuelta|emitida|aplazada'),
       jsonb_build_object('kwh', n('kwh', i, 40, 900), 'dias', n('di', i, 28, 62), 'alquiler_equipo', 0.81, 'tramo', pick('tr', i, 'P1|P2|P3'))
FROM generate_series(1, 200) AS i, person('es', n('fa', i, 1, 200)) AS p;

CREATE TABLE red.operario (
    cod_op text PRIMARY KEY,
    "nombreCompleto" text NOT NULL,
    "dniNie" text NOT NULL,
    naf char(12),
    movil_emp text,
    mat_furgo text,
    categoria text,
    usuario text UNIQUE NOT NULL,
    pin_hash text NOT NULL,
    talla text,
    carnets text[],
    jefe text REFERENCES red.operario
);
INSERT INTO red.operario
SELECT 'OP' || lpad(i::text, 3, '0'),
       p.given || ' ' || p.family || ' ' || (person('es', i + 4000)).family,
       CASE WHEN i % 8 = 0 THEN (SELECT 'X' || d || substr('TRWAGMYFPDXBNJZSQVHLCKE', d::int % 23 + 1, 1) FROM digits('nie', i, 7) AS d) ELSE dni(i + 3000) END,
       afiliacion(i),
       '6' || digits('me', i, 8),
       form('mf', i, '#### XYX'),
       pick('cat', i, 'Oficial 1ª|Ayudante|Jefa de brigada|Lector|Electromecánico'),
       p.login,
       encode(sha256(('pin' || i)::bytea), 'hex'),
       pick('ta', i, 'S|M|L|XL|42'),
       ARRAY[pick('ca1', i, 'B|B+E|C1'), pick('ca2', i, 'RITE|BT|altura')],
       CASE WHEN i > 5 THEN 'OP' || lpad(n('je', i, 1, 5)::text, 3, '0') END
FROM generate_series(1, 70) AS i, person('es', i + 3000) AS p;

CREATE TABLE red.ct (
    cod_ct text PRIMARY KEY,
    nombre text NOT NULL,
    kva int NOT NULL,
    ip_rtu inet NOT NULL,
    mac_rtu macaddr NOT NULL,
    lat numeric(8,5) NOT NULL,
    lon numeric(8,5) NOT NULL,
    fabricante text,
    emplaz text,
    revision date
);
INSERT INTO red.ct
SELECT 'CT-' || lpad(i::text, 4, '0'),
       pick('nct', i, 'San José|Virgen del Carmen|Santa Marta|Polígono Sur|Los Olivos|Cervantes') || ' ' || i,
       pick('kva', i, '250|400|630|1000')::int,
       ('10.77.' || i % 8 || '.' || i)::inet,
       ('00:50:c2' || regexp_replace(hex('rtu', i, 6), '(..)', ':\1', 'g'))::macaddr,
       36.9 + n('cla', i, 0, 600000) / 100000.0,
       -6.5 + n('clo', i, 0, 700000) / 100000.0,
       pick('fct', i, 'Ormazal|Imefy|Cotradis'),
       pick('emp', i, 'Interior edificio|Intemperie|Subterráneo|Caseta'),
       day('rev', i, '2015-01-01', '2024-01-01')
FROM generate_series(1, 80) AS i;

CREATE TABLE red.averia (
    id int PRIMARY KEY,
    cod_ct text REFERENCES red.ct,
    avisa text,
    tf_aviso text,
    lugar text,
    descrip text,
    prioridad smallint NOT NULL,
    inicio timestamp NOT NULL,
    fin timestamp,
    parte_firmado bytea
);
INSERT INTO red.averia
SELECT i,
       maybe(i, 3, 'CT-' || lpad(n('act', i, 1, 80)::text, 4, '0')),
       CASE WHEN i % 4 > 0 THEN p.given || ' ' || p.family WHEN i % 8 = 0 THEN '112' END,
       maybe(i, 4, phone('es', i + 6000)),
       street('es', i + 6000) || ', ' || city('es', i + 6000),
       pick('des', i, 'Sin luz en todo el bloque.|Contador quemado, huele a plástico.|Fuga en la acometida.') || pick('dea', i, '| Espera en la puerta ' || p.given || '.| Vecina enferma con respirador: ' || p.given || ' ' || p.family || '.'),
       1 + i % 4,
       moment('ain', i),
       maybe(i, 10, moment('ain', i) + n('adu', i, 10, 900) * interval '1 minute'),
       CASE WHEN i % 4 = 0 THEN bytes('255044462d312e340a25e2e3cfd30a', 'parte', i) END
FROM generate_series(1, 120) AS i, person('es', i + 6000) AS p;

CREATE TABLE red.cliente_br (
    id int PRIMARY KEY,
    nome text NOT NULL,
    sobrenome text NOT NULL,
    cpf text UNIQUE,
    rg text,
    nascimento text,
    nome_mae text,
    logradouro text,
    bairro text,
    municipio text,
    uf char(2),
    cep text,
    zap text,
    c14 text,
    faixa_renda text,
    nis char(11),
    cadastro timestamp NOT NULL
);
INSERT INTO red.cliente_br
SELECT i,
       p.given,
       p.family,
       maybe(i, 9, cpf(i, i % 3 > 0)),
       maybe(i, 4, form('rg', i, '##.###.###-#')),
       CASE WHEN i % 7 = 0 THEN to_char(p.born, 'YYYY-MM-DD') ELSE to_char(p.born, 'DD/MM/YYYY') END,
       (SELECT pick('mae', i, w.woman) || ' ' || p.family FROM draw.words AS w WHERE w.lang = 'pt'),
       street('pt', i),
       pick('bai', i, 'Centro|Boa Vista|Jardim América|Vila Nova|Cidade Baixa'),
       city('pt', i),
       pick('uf', i, 'CE|GO|AM|RN|SP|MG|RJ|PR|AL'),
       code('pt', i),
       maybe(i, 5, '55' || form('zap', i, '119########')),
       maybe(i, 3, p.mail),
       pick('fr', i, 'até 1 SM|1-3 SM|3-5 SM|>5 SM'),
       CASE WHEN i % 4 = 0 THEN (SELECT b || (11 - weighed(b, '{3,2,9,8,7,6,5,4,3,2}') % 11) % 11 % 10 FROM (SELECT '1' || digits('nis', i, 9)) AS x(b)) END,
       moment('cad', i)
FROM generate_series(1, 160) AS i, person('pt', i) AS p;

CREATE TABLE red.pag_cartao (
    id bigint PRIMARY KEY,
    cliente_id int NOT NULL REFERENCES red.cliente_br,
    num_cartao text NOT NULL,
    bandeira text NOT NULL,
    val_cartao char(5) NOT NULL,
    cvv char(3),
    nome_impresso text NOT NULL,
    nsu char(9) NOT NULL,
    valor numeric(9,2) NOT NULL,
    ip_origem text
);
INSERT INTO red.pag_cartao
SELECT i,
       p.id,
       CASE WHEN i % 4 = 0 THEN regexp_replace(card(i + 700), '(.{4})(?=.)', '\1 ', 'g') ELSE card(i + 700) END,
       pick('ban', i, 'VISA|MASTER|ELO'),
       lpad(n('vm', i, 1, 12)::text, 2, '0') || '/' || n('va', i, 25, 31),
       digits('cvv', i, 3),
       upper(plain(p.given) || ' ' || plain(p.family)),
       digits('nsu', i, 9),
       n('vl', i, 3000, 60000) / 100.0,
       maybe(i, 6, host(ip('pip', i)))
FROM generate_series(1, 130) AS i, person('pt', n('pc', i, 1, 160)) AS p;

CREATE TABLE red.app_sesion (
    id_sesion uuid PRIMARY KEY,
    num_abo int NOT NULL REFERENCES red.abonado,
    token_acc text NOT NULL,
    refresco text,
    ip_cli inet,
    agente text,
    disp_id text,
    so_version text,
    caduca timestamptz NOT NULL
);
INSERT INTO red.app_sesion
SELECT md5('ses' || i)::uuid,
       n('sa', i, 1, 200),
       key_of('jwt', i + 40),
       maybe(i, 3, b62('refr', i, 43)),
       maybe(i, 8, ip('sip', i)),
       browser(i + 60),
       upper(md5('disp' || n('sa', i, 1, 200))::uuid::text),
       pick('so', i, 'Android 13|iOS 17.2|Android 11'),
       moment('cad2', i)::timestamptz
FROM generate_series(1, 120) AS i;

CREATE TABLE red.cola_tareas (
    id bigint PRIMARY KEY,
    tipo text NOT NULL,
    carga jsonb NOT NULL,
    intentos smallint NOT NULL,
    ult_error text,
    nodo text NOT NULL,
    creado timestamp NOT NULL
);
INSERT INTO red.cola_tareas
SELECT i,
       pick('ct', i, 'enviar_factura|sms_corte|alta_web'),
       jsonb_build_object('abonado', p.id, 'destino', p.mail, 'movil', phone('es', p.id), 'nombre', p.given || ' ' || p.family),
       i % 4,
       CASE WHEN i % 5 = 0 THEN 'SMTP 550: mailbox unavailable <' || p.mail || '>' END,
       'worker-' || 1 + i % 3 || '.lan',
       moment('tc', i)
FROM generate_series(1, 110) AS i, person('es', n('tj', i, 1, 200)) AS p;

CREATE TABLE red.param (
    clave text PRIMARY KEY,
    valor text,
    grupo text NOT NULL,
    modif_por text
);
INSERT INTO red.param
SELECT pick('pk', i, 'smtp.password|tarifa.iva|sms.api_key|mapa.token|cobro.max_dias') || '.' || i,
       CASE pick('pk', i, 'smtp.password|tarifa.iva|sms.api_key|mapa.token|cobro.max_dias')
           WHEN 'smtp.password' THEN 'Fake-' || b62('smtp', i, 14) WHEN 'sms.api_key' THEN key_of('sms', i)
           WHEN 'mapa.token' THEN key_of('google', i) WHEN 'tarifa.iva' THEN '21' ELSE (i * 5)::text END,
       pick('gr', i, 'correo|tarifas|cobro|mapas'),
       (person('es', n('mp', i, 3001, 3070))).login
FROM generate_series(1, 60) AS i;

DROP SCHEMA draw CASCADE;
