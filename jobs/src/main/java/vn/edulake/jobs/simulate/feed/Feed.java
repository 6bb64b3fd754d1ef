package vn.edulake.jobs.simulate.feed;

import java.util.List;

/** What one kind of system sends. A new feed is one class, and one line in {@link Feeds}. */
public interface Feed {
  /** The files of one school year, in the order of their days. */
  List<Delivery> deliveries(Scene scene);
}
