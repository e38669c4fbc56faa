-- Which figures should I not use, and why?
SELECT file_name, text, value, unit, region, year, why
FROM untrusted_metrics
ORDER BY file_name, metric_id;
