package vn.edulake.jobs.reply;

import java.util.Optional;

/**
 * One thing to correct.
 *
 * @param row in the file as it was sent
 * @param column the header as the file has it; empty when it is the whole line
 * @param value what stands there; empty when it is not known
 * @param kind of fault, in a few words
 */
record Finding(
    SentFile file,
    long row,
    String column,
    Optional<String> value,
    String kind,
    String words,
    String remedy) {}
