-- How did one indicator develop, place by place? Education groups by place and year.
PIVOT (SELECT region, year, value FROM indicator_timeseries WHERE indicator_id = 'education_groups' AND status = 'actual')
ON year USING any_value(value)
ORDER BY region;
