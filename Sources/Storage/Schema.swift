import GRDB

/// The tables of the store, by named migrations.
///
/// A migration that has been released never changes; what a later version needs is a new one with a new name. The SQL
/// keeps to what SQLite and PostgreSQL both know, except for the pragmas. Constraints refuse rows that no sound engine
/// could want.
enum Schema {
    /// `CWAT` in the header of the file, by which a store is told from other programs' databases.
    private static let applicationID: Int32 = 0x4357_4154

    /// Brings the database to the newest form, unless it is not ours or newer than we are: then nothing is written.
    static func prepare(_ queue: DatabaseQueue, path: String) throws {
        let migrator = Self.migrator
        try queue.writeWithoutTransaction { db in
            try check(db, against: migrator, path: path)
            // Outside of a transaction, and before the first table: a crash in between leaves an empty database.
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
            guard mode == "wal" else {
                throw StorageError.system(path: path, detail: "no write-ahead log in this file system")
            }
        }
        try migrator.migrate(queue)
    }

    private static func check(_ db: Database, against migrator: DatabaseMigrator, path: String) throws {
        // The first statement that reads the file: what is no database fails here.
        let objects = try Int64.fetchOne(db, sql: "SELECT COUNT(*) FROM sqlite_master") ?? 0
        guard objects > 0 else { return }
        guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == applicationID else {
            throw StorageError.notAStore(path: path, detail: "it is the SQLite database of another program")
        }
        let unknown = try migrator.appliedIdentifiers(db).subtracting(migrator.migrations)
        guard unknown.isEmpty else {
            let names = unknown.sorted().map { "`\($0)`" }.joined(separator: ", ")
            throw StorageError.newer(path: path, detail: "migration \(names)")
        }
    }

    private static var migrator: DatabaseMigrator {
        // There are no foreign keys, so there is nothing to check at the end of each migration.
        var migrator = DatabaseMigrator().disablingDeferredForeignKeyChecks()
        migrator.registerMigration("state, outbox, history") { db in
            try db.execute(sql: stateOutboxHistory)
        }
        migrator.registerMigration("polls") { db in
            try db.execute(sql: polls)
        }
        return migrator
    }

    /// The tables of the first version; times are milliseconds since the epoch.
    ///
    /// `INTEGER PRIMARY KEY` and no other type makes SQLite keep the rows in that
    /// order without a second index; its integers have 64 bits by any name.
    private static let stateOutboxHistory = """
        CREATE TABLE state (
            kind TEXT NOT NULL CHECK (kind <> ''),
            id TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (kind, id)
        );

        -- What is told, once for all rows of the outbox that tell it: a mail has a row for each recipient.
        CREATE TABLE message (
            id TEXT NOT NULL PRIMARY KEY,
            notification TEXT NOT NULL
        );

        CREATE TABLE delivery (
            sequence INTEGER NOT NULL PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            message_id TEXT NOT NULL,
            thread_id TEXT,
            receiver TEXT NOT NULL,
            integration TEXT NOT NULL,
            recipient TEXT,
            lane TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'dead')),
            attempts BIGINT NOT NULL CHECK (attempts >= 0),
            first_attempt_at BIGINT,
            next_attempt_at BIGINT,
            settled_at BIGINT,
            last_error TEXT,
            -- 1 for the pending row of its lane that goes out first.
            is_head SMALLINT NOT NULL CHECK (is_head IN (0, 1)),
            CHECK ((state = 'pending') = (next_attempt_at IS NOT NULL)),
            CHECK ((state = 'pending') = (settled_at IS NULL)),
            CHECK ((attempts = 0) = (first_attempt_at IS NULL)),
            CHECK (state <> 'delivered' OR attempts > 0),
            CHECK (is_head = 0 OR state = 'pending')
        );
        -- An index more is a page more in every commit: lists for people are read backwards from the newest row.
        -- This index and the backlog's hold all that their queries name, so the table itself is not looked at.
        CREATE INDEX delivery_due ON delivery (next_attempt_at, sequence, lane, is_head) WHERE is_head = 1;
        CREATE UNIQUE INDEX delivery_head ON delivery (lane) WHERE is_head = 1;
        CREATE INDEX delivery_lane ON delivery (lane, sequence) WHERE state = 'pending';
        CREATE INDEX delivery_backlog ON delivery (state, receiver, created_at) WHERE state = 'pending';
        CREATE INDEX delivery_message ON delivery (message_id);
        CREATE INDEX delivery_settled ON delivery (settled_at) WHERE settled_at IS NOT NULL;

        CREATE TABLE history (
            number INTEGER NOT NULL PRIMARY KEY,
            at BIGINT NOT NULL,
            kind TEXT NOT NULL CHECK (kind <> ''),
            fingerprint TEXT,
            labels TEXT NOT NULL,
            text TEXT NOT NULL
        );
        CREATE INDEX history_fingerprint ON history (fingerprint, number);
        CREATE INDEX history_at ON history (at);
        """

    /// What the polls brought that rules' windows still go over; the content is the engine's affair.
    private static let polls = """
        CREATE TABLE poll (
            source TEXT NOT NULL,
            at BIGINT NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (source, at)
        );
        """
}
