package vn.edulake.jobs.ingest;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as the file has it.
 *
 * @param number row of the sheet, line of the file, or ordinal of the record
 * @param values column to text; a column without text is absent
 * @param extra JSON of the fields that the contract does not name
 * @param isMisshapen whether it has more or fewer fields than the header
 */
record Line(long number, Map<String, String> values, @Nullable String extra, boolean isMisshapen) {}
