-- Names of associations made comparable: lower case, without accents, punctuation, legal-form words nor
-- leading articles, letters of an acronym joined, saint shortened. AssociationName.normalized says the same
-- in Swift; a test holds both to the same answers.
-- The letters stand in a table rather than in unaccent's dictionary, and lower() is that of "C", so that the
-- answer is the same on every server and may be kept in a generated column.
create function normalize_name(name text) returns text
    language plpgsql immutable strict parallel safe set search_path from current
as $$
declare
    key text := name;
    bare text;
begin
    if octet_length(key) <> length(key) then
        key := translate(key,
            'ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞàáâãäåçèéêëìíîïðñòóôõöøùúûüýþÿĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢ'
            'ģĤĥĦħĨĩĪīĬĭĮįİıĴĵĶķĸĹĺĻļĽľĿŀŁłŃńŅņŇňŉŊŋŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŦŧŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžſ',
            'aaaaaaceeeeiiiidnoooooouuuuytaaaaaaceeeeiiiidnoooooouuuuytyaaaaaaccccccccddddeeeeeeeeeeggggggg'
            'ghhhhiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs');
        key := replace(replace(replace(replace(replace(key, 'Œ', 'oe'), 'œ', 'oe'), 'Æ', 'ae'), 'æ', 'ae'), 'ß', 'ss');
        key := regexp_replace(key, U&'[\0300-\036F]+', '', 'g');
    end if;
    key := replace(lower(key collate "C"), '&', ' et ');
    key := btrim(regexp_replace(key, '[^a-z0-9]+', ' ', 'g'));
    if key ~ '\m[a-z] [a-z]\M' then
        key := regexp_replace(key, '\m([a-z]) (?=[a-z]\M)', '\1', 'g');
    end if;
    if strpos(key, 'saint') > 0 then
        key := regexp_replace(key, '\msaint(e?)\M', 'st\1', 'g');
    end if;
    bare := key;
    if strpos(bare, '1901') > 0 then
        bare := regexp_replace(bare, '\mloi (de |du 1er juillet |du 1 juillet )?1901\M', '', 'g');
    end if;
    if strpos(bare, 'ass') > 0 then
        bare := regexp_replace(bare, '\m(association|assoc|asso|ass)\M', '', 'g');
    end if;
    bare := btrim(regexp_replace(bare, ' +', ' ', 'g'));
    bare := regexp_replace(bare, '^((le|la|les|des|du|de) |(l|d) (?=[a-z0-9]{2}))+', '');
    return case when bare = '' then key else bare end;
end
$$;
comment on function normalize_name(text) is 'The key by which names of associations are compared.';
