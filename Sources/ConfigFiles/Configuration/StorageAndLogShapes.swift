import Diagnostics
import Model
import YAML

extension Shape where Value == StorageSettings {
    /// The section `storage`; `main` is where a path that is not given is meant to stand.
    static func storage(main: SourceFile) -> Shape {
        .mapping("`storage`") { reader in
            let path = reader.optional("path", .path)
            let retention = reader.optional("retention", .positiveDuration)
            var settings = defaultStorage(main: main)
            settings.path = path ?? settings.path
            settings.retention = retention ?? settings.retention
            return settings
        }
    }

    /// The settings of a configuration without `storage`.
    static func defaultStorage(main: SourceFile) -> StorageSettings {
        StorageSettings(path: FilePath.resolve("callwatch.db", at: main.start), retention: .days(30))
    }
}

extension Shape where Value == LogSettings {
    /// The section `log`.
    static var log: Shape {
        .mapping("`log`") { reader in
            let level = reader.optional("level", Shape<LogSettings.Level>.word)
            let format = reader.optional("format", Shape<LogSettings.Format>.word)
            return LogSettings(level: level ?? .info, format: format)
        }
    }
}
