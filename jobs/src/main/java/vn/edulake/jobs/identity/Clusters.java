package vn.edulake.jobs.identity;

import java.util.Arrays;

/** Statements about one person, as far as is known yet. */
final class Clusters {
  /** Nobody is spoken of in so many different ways. */
  private static final int MOST_STATEMENTS = 1000;

  private final Statements all;
  private final IdGroups ids;
  private final Rulings rulings;
  private final int[] parent;
  private final int[] next;
  private final int[] size;

  /** Why two clusters stay apart. */
  enum Hindrance {
    NONE,
    /** A decision says so. */
    DECIDED,
    /** Somebody in one is another person than somebody in the other. */
    OTHER_PERSON,
    /** Each has identifiers of its own. */
    OTHER_IDENTIFIERS
  }

  /** Which identifiers may differ. */
  enum Strictness {
    /** Those of one kind. */
    TIED,
    /** None. */
    DOUBTFUL,
    /** Those that nobody verified. */
    SCORED
  }

  Clusters(Statements all, IdGroups ids, Rulings rulings) {
    this.all = all;
    this.ids = ids;
    this.rulings = rulings;
    this.parent = new int[all.size()];
    this.next = new int[all.size()];
    this.size = new int[all.size()];
    for (int i = 0; i < parent.length; i++) {
      parent[i] = i;
      next[i] = i;
    }
    Arrays.fill(size, 1);
  }

  int root(int statement) {
    int root = statement;
    while (parent[root] != root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  }

  int size(int statement) {
    return size[root(statement)];
  }

  /** The statements of a cluster, in order. */
  int[] members(int statement) {
    int[] result = new int[size(statement)];
    int one = statement;
    for (int i = 0; i < result.length; i++) {
      result[i] = one;
      one = next[one];
    }
    Arrays.sort(result);
    return result;
  }

  /** Makes one of two clusters that nothing keeps apart. */
  Hindrance merge(int a, int b, Strictness strictness) {
    int[] some = members(a);
    int[] others = members(b);
    Hindrance hindrance = hindrance(some, others, strictness);
    if (hindrance == Hindrance.NONE) {
      join(a, b);
    }
    return hindrance;
  }

  /** Makes one of two clusters because it was decided; not against another decision. */
  boolean mergeDecided(int a, int b) {
    if (root(a) == root(b)) {
      return true;
    }
    if (areDecidedApart(members(a), members(b))) {
      return false;
    }
    join(a, b);
    return true;
  }

  private void join(int a, int b) {
    int x = root(a);
    int y = root(b);
    if (size[x] < size[y]) {
      int swap = x;
      x = y;
      y = swap;
    }
    parent[y] = x;
    size[x] += size[y];
    int after = next[x];
    next[x] = next[y];
    next[y] = after;
  }

  private Hindrance hindrance(int[] some, int[] others, Strictness strictness) {
    if (areDecidedApart(some, others)) {
      return Hindrance.DECIDED;
    }
    if (some.length + others.length > MOST_STATEMENTS) {
      return Hindrance.OTHER_PERSON;
    }
    for (int a : some) {
      for (int b : others) {
        if (!ids.saysTheSame(a, b)
            && Relation.of(all, a, b, Integer.bitCount(ids.shared(a, b))) == Relation.DIFFERENT) {
          return Hindrance.OTHER_PERSON;
        }
      }
    }
    return haveOtherIdentifiers(some, others, strictness)
        ? Hindrance.OTHER_IDENTIFIERS
        : Hindrance.NONE;
  }

  boolean areDecidedApart(int[] some, int[] others) {
    for (int a : some) {
      for (int b : rulings.apartFrom(a)) {
        if (Arrays.binarySearch(others, b) >= 0) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean haveOtherIdentifiers(int[] some, int[] others, Strictness strictness) {
    boolean isNumberOther = areDisjoint(IdKind.PERSONAL_NUMBER, some, others, false);
    return switch (strictness) {
      case TIED -> isNumberOther && hasOwnCode(some, others) && hasOwnCode(others, some);
      case DOUBTFUL ->
          isNumberOther
              || areDisjoint(IdKind.CODE, some, others, false)
              || haveOtherLocalNumbers(some, others);
      case SCORED ->
          isNumberOther
              || areDisjoint(IdKind.CODE, some, others, true)
              || haveOtherLocalNumbers(some, others);
    };
  }

  /** Whether both have identifiers of a kind, and none in common. */
  private boolean areDisjoint(IdKind kind, int[] some, int[] others, boolean ifVerified) {
    boolean hasSome = false;
    boolean hasOthers = false;
    for (int a : some) {
      int id = lasting(kind, a, ifVerified);
      hasSome |= id >= 0;
      for (int b : others) {
        int other = lasting(kind, b, ifVerified);
        hasOthers |= other >= 0;
        if (id >= 0 && id == other) {
          return false;
        }
      }
    }
    return hasSome && hasOthers;
  }

  private int lasting(IdKind kind, int statement, boolean ifVerified) {
    int id = ids.own(kind, statement);
    boolean isTemporary = kind == IdKind.CODE && id >= 0 && all.isTemporary(id);
    return isTemporary || (ifVerified && !all.isVerified(statement)) ? Statements.NONE : id;
  }

  /** Whether some have a lasting code that no others have. */
  private boolean hasOwnCode(int[] some, int[] others) {
    for (int a : some) {
      int code = lasting(IdKind.CODE, a, false);
      boolean isOwn = code >= 0;
      for (int b : others) {
        isOwn &= ids.own(IdKind.CODE, b) != code;
      }
      if (isOwn) {
        return true;
      }
    }
    return false;
  }

  private boolean haveOtherLocalNumbers(int[] some, int[] others) {
    boolean isOther = false;
    for (int a : some) {
      int number = ids.own(IdKind.LOCAL_NUMBER, a);
      for (int b : others) {
        int other = ids.own(IdKind.LOCAL_NUMBER, b);
        if (number >= 0 && other >= 0) {
          if (number == other) {
            return false;
          }
          isOther |= all.sender(a) == all.sender(b);
        }
      }
    }
    return isOther;
  }
}
