-- What an authority begins with; all of it can be changed in the settings.
select set_config('kevre.actor', '-:Installation', true);

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
