package vn.edulake.jobs.identity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Statements by what identifies. An identifier that statements about different persons have is of
 * the person whom most of them are about; for the others it is foreign and says nothing.
 */
final class IdGroups {
  /** What so many persons have identifies nobody. */
  private static final int MOST_PERSONS = 64;

  private final Statements all;
  private final byte[] foreign;

  /** By place of the kind. */
  private final Members[] members = new Members[IdKind.ALL.length];

  IdGroups(Statements all) {
    this.all = all;
    this.foreign = new byte[all.size()];
    for (IdKind kind : IdKind.ALL) {
      members[kind.place()] = new Members(all, kind);
      each(kind, group -> judge(kind, group));
    }
  }

  /** Takes the statements of one identifier. */
  interface Taker {
    void group(int[] statements);
  }

  /** Goes through the identifiers of a kind that at least two statements have. */
  void each(IdKind kind, Taker taker) {
    Members of = members[kind.place()];
    for (int i = 0; i + 1 < of.ends.length; i++) {
      if (of.ends[i + 1] - of.ends[i] > 1) {
        taker.group(Arrays.copyOfRange(of.statements, of.ends[i], of.ends[i + 1]));
      }
    }
  }

  /** The statements with an identifier of a kind, by identifier: where each begins, and all. */
  private static final class Members {
    private final int[] ends;
    private final int[] statements;

    Members(Statements all, IdKind kind) {
      ends = new int[all.idCount(kind) + 1];
      for (int i = 0; i < all.size(); i++) {
        if (all.id(kind, i) >= 0) {
          ends[all.id(kind, i) + 1]++;
        }
      }
      for (int i = 1; i < ends.length; i++) {
        ends[i] += ends[i - 1];
      }
      int[] next = ends.clone();
      statements = new int[ends[ends.length - 1]];
      for (int i = 0; i < all.size(); i++) {
        if (all.id(kind, i) >= 0) {
          statements[next[all.id(kind, i)]++] = i;
        }
      }
    }
  }

  /** One person of a group, as some of its statements say: all alike. */
  static final class Alike {
    final List<Integer> statements = new ArrayList<>();
    int mentions;

    int first() {
      return statements.get(0);
    }
  }

  /** The statements of a group by what they say of the person. */
  List<Alike> alike(int[] group) {
    List<Alike> result = new ArrayList<>();
    for (int statement : group) {
      Alike own = null;
      for (Alike one : result) {
        if (saysTheSame(one.first(), statement)) {
          own = one;
          break;
        }
      }
      if (own == null) {
        if (result.size() > MOST_PERSONS) {
          return result;
        }
        own = new Alike();
        result.add(own);
      }
      own.statements.add(statement);
      own.mentions += all.mentions(statement);
    }
    return result;
  }

  boolean saysTheSame(int a, int b) {
    return all.name(a) == all.name(b) && all.birth(a) == all.birth(b) && all.sex(a) == all.sex(b);
  }

  private void judge(IdKind kind, int[] group) {
    List<Alike> persons = alike(group);
    if (persons.size() == 1) {
      return;
    }
    if (persons.size() > MOST_PERSONS) {
      for (int statement : group) {
        foreign[statement] |= (byte) kind.bit();
      }
      return;
    }
    persons.sort(
        (x, y) ->
            x.mentions != y.mentions
                ? Integer.compare(y.mentions, x.mentions)
                : x.statements.size() != y.statements.size()
                    ? Integer.compare(y.statements.size(), x.statements.size())
                    : Integer.compare(x.first(), y.first()));
    List<List<Alike>> owners = new ArrayList<>();
    for (Alike person : persons) {
      owner(owners, person).add(person);
    }
    List<Alike> best = owners.get(0);
    for (List<Alike> one : owners) {
      best = mentions(one) > mentions(best) ? one : best;
    }
    for (List<Alike> one : owners) {
      if (one != best) {
        one.forEach(
            alike -> alike.statements.forEach(place -> foreign[place] |= (byte) kind.bit()));
      }
    }
  }

  private List<Alike> owner(List<List<Alike>> owners, Alike person) {
    for (List<Alike> owner : owners) {
      if (mayBeOne(owner.get(0), person)) {
        return owner;
      }
    }
    List<Alike> own = new ArrayList<>();
    owners.add(own);
    return own;
  }

  private boolean mayBeOne(Alike some, Alike others) {
    for (int a : some.statements) {
      for (int b : others.statements) {
        if (Relation.of(all, a, b, equal(a, b)) != Relation.DIFFERENT) {
          return true;
        }
      }
    }
    return false;
  }

  private static int mentions(List<Alike> persons) {
    return persons.stream().mapToInt(person -> person.mentions).sum();
  }

  private int equal(int a, int b) {
    int result = 0;
    for (IdKind kind : IdKind.ALL) {
      result += all.id(kind, a) >= 0 && all.id(kind, a) == all.id(kind, b) ? 1 : 0;
    }
    return result;
  }

  /** Whether an identifier of a statement is another person's. */
  boolean isForeign(IdKind kind, int statement) {
    return (foreign[statement] & kind.bit()) != 0;
  }

  /** The identifier, if it is stated and the person's own; a negative number otherwise. */
  int own(IdKind kind, int statement) {
    return isForeign(kind, statement) ? Statements.NONE : all.id(kind, statement);
  }

  /** The kinds of identifiers that two statements have in common, as bits. */
  int shared(int a, int b) {
    int result = 0;
    for (IdKind kind : IdKind.ALL) {
      int id = own(kind, a);
      result |= id >= 0 && id == own(kind, b) ? kind.bit() : 0;
    }
    return result;
  }
}
