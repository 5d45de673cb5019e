import ArgumentParser
import ConfigFiles
import Daemon

/// Standard input, which `-` stands for wherever the command line names a file to be read.
enum StandardInput {
    static let name = "-"

    /// Refuses a command line that names it twice: there is only one.
    static func requireOneUse(among named: [String]) throws {
        guard named.count(where: { $0 == name }) > 1 else { return }
        throw ValidationError("Standard input (-) can be read only once; name a file.")
    }

    /// The files of this machine, standard input among them if the command line names it.
    ///
    /// Otherwise a file of that name is as good as any.
    static func files(for named: [String]) -> FileAccess {
        named.contains(name) ? FileAccess.disk.withStandardInput() : .disk
    }
}
