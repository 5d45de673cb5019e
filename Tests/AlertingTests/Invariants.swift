import Model
import TestSupport

@testable import Alerting

/// What must hold of an engine after every event; a message for each thing that does not.
@Sendable func inconsistencies(of engine: AlertEngine) -> [String] {
    var found: [String] = []
    func expect(_ holds: Bool, _ message: @autoclosure () -> String) {
        if !holds { found.append(message()) }
    }
    expect(engine.changedGroups.isEmpty, "changes of groups are left over")
    expect(engine.changedAlerts.isEmpty, "changes of alerts are left over")
    for (id, group) in engine.groups {
        expect(group.id == id, "group \(id.text) stands under another name")
        expect(!group.members.isEmpty || group.flapping != nil, "group \(id.text) is empty")
        expect(group.flapping?.isEmpty != true, "group \(id.text) is kept for nobody")
        for key in (group.flapping ?? [:]).keys {
            expect(engine.isFlapping(key), "group \(id.text) is kept for \(key.text), which does not flap")
        }
        let isLive = group.members.values.contains(.firing)
        expect(!isLive || engine.routes[id.route] != nil, "group \(id.text) has no route")
        expect(engine.configuration.receivers[id.receiver] != nil, "group \(id.text) has no receiver")
        for fingerprint in group.held?.keys ?? [:].keys {
            expect(group.members[fingerprint] != nil, "\(fingerprint) is held back and not in \(id.text)")
        }
        for (fingerprint, member) in group.members {
            expect(
                engine.memberships[fingerprint]?.contains(id) == true,
                "\(fingerprint) does not know that it is in \(id.text)"
            )
            if !member.isResolved {
                expect(engine.firingHolder(of: fingerprint) != nil, "\(fingerprint) in \(id.text) does not fire")
            }
        }
    }
    for (fingerprint, ids) in engine.memberships {
        expect(!ids.isEmpty, "\(fingerprint) has an empty list of groups")
        for id in ids {
            expect(engine.groups[id]?.members[fingerprint] != nil, "\(fingerprint) is not in \(id.text)")
        }
    }
    for (fingerprint, keys) in engine.holders {
        expect(!keys.isEmpty && Set(keys).count == keys.count, "holders of \(fingerprint): \(keys)")
        for key in keys {
            expect(engine.alert(key)?.fingerprint == fingerprint, "\(key.text) does not hold \(fingerprint)")
        }
    }
    for alert in engine.alerts {
        expect(alert.state != .inactive, "\(alert.key.text) is inactive")
        expect(alert.state != .firing || alert.startsAt != nil, "\(alert.key.text) fires since never")
        expect(alert.severities.count == alert.levels.count, "\(alert.key.text) has lost a level")
        expect(
            engine.holders[alert.fingerprint]?.contains(alert.key) == true,
            "\(alert.key.text) does not stand under \(alert.fingerprint)"
        )
        let isTold = engine.memberships[alert.fingerprint] != nil || alert.key.alert == "DeliveryFailing"
        if alert.state == .firing, engine.holder(of: alert.fingerprint)?.key == alert.key {
            expect(isTold, "\(alert.key.text) fires and is in no group")
        }
    }
    var anew = engine
    anew.indexInhibitions()
    for fingerprint in engine.holders.keys {
        guard let labels = engine.firingHolder(of: fingerprint)?.currentLabels else { continue }
        let inhibitions = engine.inhibitions.inhibitions(of: labels)
        expect(inhibitions == anew.inhibitions.inhibitions(of: labels), "\(fingerprint) is inhibited by \(inhibitions)")
    }
    for (message, id) in engine.notificationOfMessage {
        expect(engine.progress[id]?.messages[message] != nil, "message \(message) is of no notification")
    }
    for notification in engine.progress.values {
        for (message, parts) in notification.messages {
            expect(engine.notificationOfMessage[message] == notification.id, "message \(message) is lost")
            expect(parts.pending >= 0, "message \(message) has \(parts.pending) parts to come")
        }
    }
    return found
}

extension EngineBench {
    /// A daemon that starts with an empty store, and is looked through after each event.
    static func checked(_ configuration: AlertConfiguration) throws -> EngineBench {
        var bench = try EngineBench(configuration)
        bench.check = inconsistencies
        return bench
    }
}
