-- What comes in is inserted several times a second, a few rows each time. ClickHouse would merge such a part with the
-- table's one large part as soon as it is due: five of them are chosen, and then all but the first left out for being
-- below a hundredth of the whole, so that the large part is written anew with nearly every insert.
ALTER TABLE workflow_job MODIFY SETTING merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;
ALTER TABLE workflow_run MODIFY SETTING merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;
ALTER TABLE commit_run MODIFY SETTING merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;
ALTER TABLE recent_change MODIFY SETTING merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;
