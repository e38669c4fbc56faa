-- How many kindergartens and places are there, by who runs them? 办学 beside what was done, promises apart.
SELECT 办学, 性质, region, year, status, label, value, unit
FROM observations
WHERE 学段 = '学前' AND 办学 IS NOT NULL AND measure IN ('幼儿园数', '园位数', '公办园数') AND kind = 'level'
ORDER BY ALL;
