import HoneCore

extension Pattern {
    /// PAT-016: indices for the queries that scan.
    static let indices = Pattern(
        id: .indices,
        title: "Indices",
        problem: """
            A statement reads a whole table to return a few rows, or sorts all of them to show the first twenty. The \
            time grows with the table, the pages it reads push others out of the cache, and in SQLite a slow write \
            holds the only write lock meanwhile.
            """,
        when: """
            When the evidence shows scans that return a small share of what they read, sorts, or automatic indices \
            that are built again for every query. Not for small tables; not for a column with few values unless a \
            partial index picks out the rare one; not when an index begins with the same columns already; and each \
            index makes every insert, delete and update of its columns dearer.
            """,
        how: [
            "Read the plan: `EXPLAIN QUERY PLAN`. SCAN of a large table and USE TEMP B-TREE are what to look for.",
            """
            Order the columns: first those compared with =, then the one with a range or the one of the ORDER BY, \
            then what is selected, if that makes it a covering index.
            """,
            "A partial index (`WHERE status = 'open'`) when the queries only ever ask for a small part.",
            "An index on the expression when the query compares one (`lower(email)`), spelled exactly as in the query.",
            "Run `ANALYZE` (later `PRAGMA optimize`), so that the planner knows how selective each index is.",
            "Measure by executing the workload with and without, not by the plan alone; drop what does not pay.",
            """
            Look at every LIMIT without ORDER BY: a new index may change which rows come first. That changes the \
            answer, and Hone's equivalence gate refuses it.
            """,
            "Put it into the app's migrations as well, or the next fresh database lacks it.",
        ],
        snippets: [
            Snippet(
                stack: "SQL (SQLite)", language: "sql",
                code: #"""
                    EXPLAIN QUERY PLAN
                    SELECT id, day FROM bookings WHERE user_id = 7 AND status = 'open' ORDER BY day LIMIT 20;
                    -- SCAN bookings, USE TEMP B-TREE FOR ORDER BY

                    CREATE INDEX bookings_user_status_day ON bookings (user_id, status, day);
                    CREATE INDEX users_lower_email ON users (lower(email));
                    CREATE INDEX bookings_open_day ON bookings (day) WHERE status = 'open';
                    ANALYZE;
                    """#),
            Snippet(
                stack: "Swift (Hummingbird, GRDB)", language: "swift",
                code: #"""
                    var migrator = DatabaseMigrator()
                    migrator.registerMigration("index bookings by user") { db in
                        try db.create(index: "bookings_user_status_day", on: "bookings", columns: ["user_id", "status", "day"])
                        try db.execute(sql: "ANALYZE")
                    }
                    try migrator.migrate(pool)
                    """#),
            Snippet(
                stack: "Python (Flask, SQLAlchemy)", language: "python",
                code: #"""
                    from sqlalchemy import Index, text

                    class Booking(Base):
                        __tablename__ = "bookings"
                        id = mapped_column(Integer, primary_key=True)
                        user_id = mapped_column(ForeignKey("users.id"), nullable=False)
                        status = mapped_column(String, nullable=False)
                        day = mapped_column(Date, nullable=False)

                        __table_args__ = (
                            Index("bookings_user_status_day", "user_id", "status", "day"),
                            Index("bookings_open_day", "day", sqlite_where=text("status = 'open'")),
                        )

                    # An existing database: `alembic revision --autogenerate` finds both.
                    """#),
            Snippet(
                stack: "Python (Django)", language: "python",
                code: #"""
                    from django.db import models
                    from django.db.models.functions import Lower

                    class Booking(models.Model):
                        user = models.ForeignKey("users.User", on_delete=models.CASCADE)
                        status = models.CharField(max_length=20)
                        day = models.DateField()
                        email = models.EmailField()

                        class Meta:
                            indexes = [
                                models.Index(fields=["user", "status", "day"], name="booking_user_status_day"),
                                models.Index(fields=["day"], condition=models.Q(status="open"), name="booking_open_day"),
                                models.Index(Lower("email"), name="booking_lower_email"),
                            ]
                    """#),
            Snippet(
                stack: "Ruby on Rails", language: "ruby",
                code: #"""
                    class IndexBookings < ActiveRecord::Migration[7.1]
                      # PostgreSQL: disable_ddl_transaction! here and algorithm: :concurrently below, so that writes go on.
                      def change
                        add_index :bookings, [:user_id, :status, :day]
                        add_index :bookings, :day, where: "status = 'open'", name: "bookings_open_day"
                      end
                    end
                    """#),
            Snippet(
                stack: "PHP (Laravel)", language: "php",
                code: #"""
                    return new class extends Migration
                    {
                        public function up(): void
                        {
                            Schema::table('bookings', function (Blueprint $table) {
                                $table->index(['user_id', 'status', 'day'], 'bookings_user_status_day');
                            });
                        }

                        public function down(): void
                        {
                            Schema::table('bookings', function (Blueprint $table) {
                                $table->dropIndex('bookings_user_status_day');
                            });
                        }
                    };
                    """#),
        ],
        risk: """
            Writes become slower and the file larger. The planner may take the new index where another was better. \
            Rows without an ORDER BY come in another order. Creating an index holds the write lock as long as it lasts.
            """,
        mitigation: """
            Measure reads and writes; ANALYZE after creating; an ORDER BY that ends in a unique column wherever there \
            is a LIMIT; create large indices in a quiet hour, or concurrently where the server can; dropping undoes it.
            """,
        effortHours: 2,
        verification: "hone verify",
        sources: [
            "SQLite, Query Planning: https://sqlite.org/queryplanner.html",
            "SQLite, The SQLite Query Optimizer Overview: https://sqlite.org/optoverview.html",
            "SQLite, EXPLAIN QUERY PLAN: https://sqlite.org/eqp.html",
            "SQLite, Partial Indexes: https://sqlite.org/partialindex.html; Indexes On Expressions: https://sqlite.org/expridx.html",
            "SQLite, ANALYZE: https://sqlite.org/lang_analyze.html",
            "M. Winand, Use The Index, Luke: https://use-the-index-luke.com",
        ])
}
