-- What is promised for each stage of schooling? Targets by 学段, the latest year first.
SELECT 学段, year, region, label, value, unit
FROM observations
WHERE status = 'target' AND 学段 IS NOT NULL
ORDER BY year DESC, 学段, label;
