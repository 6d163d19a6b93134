-- A pull request's jobs are read whole, all columns of a few hundred rows: parts keep a row's columns together for as
-- long as they are below 1 GiB, so that one read finds them all. Parts that are wide already stay so until they merge.
ALTER TABLE oot_delivery_job MODIFY SETTING min_bytes_for_wide_part = 1073741824;
