-- The services and the themes by which an authority sorts what it does.
create table service (
    id bigint generated always as identity primary key,
    code text not null constraint service_code unique,
    name text not null constraint service_name_given check (name <> ''),
    email text not null default '' constraint service_email_form check (email = '' or email ~ '^[^@\s]+@[^@\s]+$'),
    phone text not null default '',
    address text not null default '',
    position integer not null default 0,
    version integer not null default 1
);

comment on column service.email is 'With phone and address: whom public pages say to ask.';

create table theme (
    id bigint generated always as identity primary key,
    code text not null constraint theme_code unique,
    name text not null,
    position integer not null default 0
);

-- What an authority begins with: nobody's change, hence before the trail. All of it can be changed in the settings.
insert into service (code, name, position) values
    ('vie-associative', 'Vie associative', 1),
    ('culture', 'Culture et patrimoine', 2),
    ('sport', 'Sport', 3),
    ('social', 'Action sociale', 4);

insert into theme (code, name, position) values
    ('culture', 'Culture', 1),
    ('sport', 'Sport', 2),
    ('social', 'Social et solidarité', 3),
    ('patrimoine', 'Patrimoine', 4),
    ('environnement', 'Environnement', 5),
    ('jeunesse', 'Enfance et jeunesse', 6),
    ('education', 'Éducation et formation', 7),
    ('sante', 'Santé', 8),
    ('loisirs', 'Loisirs et animation locale', 9),
    ('economie', 'Économie et emploi', 10),
    ('citoyennete', 'Citoyenneté et droits', 11),
    ('langues', 'Langue bretonne et gallo', 12),
    ('autre', 'Autre', 13);

create trigger audit after insert or update or delete on service for each row execute function audit('service');
create trigger audit after insert or update or delete on theme for each row execute function audit('theme');
-- Lists show their names, and filters offer them.
create trigger announce after insert or update or delete on service for each statement execute function announce('service');
create trigger announce after insert or update or delete on theme for each statement execute function announce('theme');
