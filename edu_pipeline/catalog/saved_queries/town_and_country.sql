-- What is said of town and country? Every figure that is restricted by 城乡.
SELECT 城乡, region, year, label, value, unit
FROM observations
WHERE 城乡 IS NOT NULL
ORDER BY ALL;
