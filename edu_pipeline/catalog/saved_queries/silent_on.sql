-- What does a report leave out? Indicators of the catalog that each report gives a value for, and those it doesn't.
SELECT file_name, region, year, count(*) FILTER (NOT missing) AS stated, count(*) FILTER (missing) AS silent
FROM coverage
GROUP BY ALL
ORDER BY file_name;
