import Alerting
import Foundation  // files that are to be refused
import GRDB
import Model
import Storage
import Testing

struct OpeningTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    /// Impatient, for databases that are locked on purpose.
    private let impatient = StoreOptions(busyTimeout: .milliseconds(20))

    private func write(_ bytes: some Sequence<UInt8>) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.store))
    }

    @Test func whatIsWrittenIsItsOwnersAlone() throws {
        let store = try AlertStore.open(at: folder.store)
        try store.commit([.put(.test("a", "1"))])
        for name in ["callwatch.db", "callwatch.db-wal", "callwatch.db-shm", "callwatch.db.lock"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }

    @Test func anEmptyFileBecomesAStore() throws {
        try write([])
        #expect(try AlertStore.open(at: folder.store).load() == [])
    }

    @Test func aSecondStoreOfTheSameFileIsRefused() throws {
        let store = try AlertStore.open(at: folder.store)
        let link = folder.path + "/link.db"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.store)
        #expect(throws: StorageError.inUse(path: folder.store)) { try AlertStore.open(at: folder.store) }
        #expect(throws: StorageError.inUse(path: link)) { try AlertStore.open(at: link) }
        try store.commit([.put(.test("a", "1"))])
        try store.close()
        #expect(try AlertStore.open(at: link).load() == [.test("a", "1")])
    }

    @Test func theLockOfAnotherProcessEndsWithIt() throws {
        let holder = try PeerProcess(["hold", folder.store])
        #expect(holder.read() == "open\n")
        #expect(throws: StorageError.inUse(path: folder.store)) { try AlertStore.open(at: folder.store) }
        kill(holder.process.processIdentifier, SIGKILL)
        holder.process.waitUntilExit()
        #expect(try AlertStore.open(at: folder.store).load() == [])
    }

    @Test func aFolderThatIsNotThereIsNamed() throws {
        let path = folder.path + "/none/callwatch.db"
        let error = StorageError.missingFolder(path: path, folder: folder.path + "/none")
        #expect(throws: error) { try AlertStore.open(at: path) }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/none"))
    }

    @Test func aFileIsNoFolder() throws {
        try write([])
        let path = folder.store + "/callwatch.db"
        let error = StorageError.missingFolder(path: path, folder: folder.store)
        #expect(throws: error) { try AlertStore.open(at: path) }
    }

    @Test func aFolderIsNoStore() throws {
        let error = StorageError.notAStore(path: folder.path, detail: "it is not a regular file")
        #expect(throws: error) { try AlertStore.open(at: folder.path) }
        #expect(!FileManager.default.fileExists(atPath: folder.path + ".lock"))
    }

    @Test(arguments: ["hello\n", String(repeating: "a plain text, longer than a page ", count: 1000)])
    func aTextIsNoStoreAndStaysAsItIs(text: String) throws {
        try write(text.utf8)
        let error = StorageError.notAStore(path: folder.store, detail: "it is no SQLite database")
        #expect(throws: error) { try AlertStore.open(at: folder.store) }
        #expect(try folder.bytes() == Array(text.utf8))
    }

    @Test func theDatabaseOfAnotherProgramStaysAsItIs() throws {
        let other = try DatabaseQueue(path: folder.store)
        try other.write { try $0.execute(sql: "CREATE TABLE bookmark (id INTEGER)") }
        try other.close()
        let before = try folder.bytes()
        let error = StorageError.notAStore(
            path: folder.store,
            detail: "it is the SQLite database of another program"
        )
        #expect(throws: error) { try AlertStore.open(at: folder.store) }
        #expect(try folder.bytes() == before)
    }

    @Test func aNewerStoreStaysAsItIs() throws {
        try AlertStore.open(at: folder.store).close()
        let other = try DatabaseQueue(path: folder.store)
        try other.writeWithoutTransaction {
            try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('leases')")
        }
        try other.close()
        let before = try folder.bytes()
        let error = StorageError.newer(path: folder.store, detail: "migration `leases`")
        #expect(throws: error) { try AlertStore.open(at: folder.store) }
        #expect(try folder.bytes() == before)
    }

    @Test func stateOfAKindFromLaterIsNotPassedOver() throws {
        try AlertStore.open(at: folder.store).close()
        try edit("INSERT INTO state (kind, id, value) VALUES ('lease', 'a', '1')")
        let store = try AlertStore.open(at: folder.store)
        #expect(throws: StorageError.newer(path: folder.store, detail: "state of kind `lease`")) { try store.load() }
    }

    @Test func aDatabaseThatIsLockedIsWaitedForAndThenNamed() throws {
        let store = try AlertStore.open(at: folder.store, options: impatient)
        let other = try DatabaseQueue(path: folder.store)
        try other.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN IMMEDIATE")
            #expect(throws: StorageError.locked(path: folder.store)) { try store.commit([.put(.test("a", "1"))]) }
            try db.execute(sql: "ROLLBACK")
        }
        try store.commit([.put(.test("a", "2"))])
        #expect(try store.load() == [.test("a", "2")])
    }

    @Test func aDatabaseThatIsLockedWhenOpenedIsNamed() throws {
        let other = try DatabaseQueue(path: folder.store)
        try other.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN EXCLUSIVE")
            #expect(throws: StorageError.locked(path: folder.store)) {
                try AlertStore.open(at: folder.store, options: impatient)
            }
            try db.execute(sql: "ROLLBACK")
        }
        try AlertStore.open(at: folder.store, options: impatient).close()
    }

    @Test func damagedPagesAreNoticed() throws {
        let store = try AlertStore.open(at: folder.store)
        try store.commit((1...500).map { .put(.test("\($0)", "\"\(String(repeating: "x", count: 100))\"")) })
        try store.close()
        var bytes = try folder.bytes()
        for index in 8192..<bytes.count { bytes[index] = 0xA5 }
        try write(bytes)
        #expect(throws: StorageError.self) {
            do throws(StorageError) {
                _ = try AlertStore.open(at: folder.store).load()
            } catch {
                guard case .corrupt = error else {
                    Issue.record("\(error)")
                    return
                }
                throw error
            }
        }
    }

    @Test(arguments: [
        "UPDATE delivery SET created_at = 'long ago'", "UPDATE delivery SET next_attempt_at = 'soon'",
        "UPDATE message SET notification = '{}'", "DELETE FROM message",
        "UPDATE delivery SET recipient = x'ff'",
    ])
    func rowsThatWereEditedByHandAreErrors(sql: String) throws {
        let store = try AlertStore.open(at: folder.store)
        try store.commit([.enqueue(.test(1))])
        try edit(sql)
        #expect {
            try store.deliveries(limit: 1)
        } throws: { error in
            if case StorageError.corrupt(folder.store, _) = error { true } else { false }
        }
    }

    private func edit(_ sql: String) throws {
        let other = try DatabaseQueue(path: folder.store)
        try other.writeWithoutTransaction { try $0.execute(sql: sql) }
        try other.close()
    }

    @Test func aFullStoreKeepsWhatItHasAndGoesOnOnceThereIsSpace() throws {
        let options = StoreOptions(maximumSize: 200_000)
        let store = try AlertStore.open(at: folder.store, options: options)
        let text = "\"\(String(repeating: "x", count: 10_000))\""
        try store.commit([.put(.test("kept", text))])
        #expect(throws: StorageError.full(path: folder.store)) {
            try store.commit((1...50).map { .put(.test("\($0)", text)) })
        }
        #expect(try store.load() == [.test("kept", text)])
        try store.commit([.put(.test("small", "1")), .remove(.init(.alert, "kept"))])
        #expect(try store.load() == [.test("small", "1")])
    }

    @Test(.enabled(if: Mounts.areAllowed, "needs the right to mount"))
    func aFullDiskIsSurvived() throws {
        let script = """
            mount -t tmpfs -o size=2m none "$1" && head -c 900000 /dev/zero > "$1/ballast" && shift && exec "$@"
            """
        let peer = try PeerProcess(
            ["fill", folder.store, folder.path + "/ballast"],
            launcher: ["unshare", "-rm", "sh", "-c", script, "sh", folder.path]
        )
        let (output, status) = try peer.finish()
        #expect(status == 0, "\(output)")
        let numbers = output.split { !$0.isNumber }.compactMap { Int($0) }
        #expect(numbers.count == 3 && numbers[0] > 0, "\(output)")
        #expect(numbers == [numbers[0], numbers[0], numbers[0] + 1], "\(output)")
    }

    @Test(
        .enabled(if: Mounts.areAllowed, "needs the right to mount"),
        arguments: ["", "/callwatch.db"]
    )
    func whatIsReadOnlyIsNamed(name: String) throws {
        try AlertStore.open(at: folder.store).close()
        let script = "mount --bind \"$1\" \"$1\" && mount -o remount,ro,bind \"$1\" && shift && exec \"$@\""
        let place = folder.path + name
        let peer = try PeerProcess(
            ["open", folder.store],
            launcher: ["unshare", "-rm", "sh", "-c", script, "sh", place]
        )
        let (output, status) = try peer.finish()
        #expect(status == 3)
        let error = StorageError.readOnly(path: folder.store, place: place)
        #expect(output == "\(error)\n")
    }

    @Test(arguments: [
        StorageError.inUse(path: "a.db"), .missingFolder(path: "a.db", folder: "b"),
        .readOnly(path: "a.db", place: "b"), .notAStore(path: "a.db", detail: "b"), .newer(path: "a.db", detail: "b"),
        .corrupt(path: "a.db", detail: "b"), .locked(path: "a.db"), .full(path: "a.db"),
        .system(path: "a.db", detail: "b"), .refused(path: "a.db", detail: "b"), .closed(path: "a.db"),
    ])
    func everyErrorNamesTheFile(error: StorageError) {
        #expect(error.description.contains("`a.db`"))
        #expect(!error.description.contains("\n"))
    }
}

/// Whether a process here may have file systems of its own, as root and most users may.
private enum Mounts {
    static let areAllowed: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            return false
        }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()
}
