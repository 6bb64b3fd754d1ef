package vn.edulake.jobs.simulate.feed;

/**
 * A column of a sheet.
 *
 * @param key what it means, by the contract's name; the same in all feeds
 * @param header what the file calls it
 */
public record Column(String key, String header) {}
