import ImagePackages
import ImageReading

/// A difference between the configurations of two images.
public struct ConfigurationChange: Sendable, Hashable, Codable {
    /// What differs, for example `user` or `env PATH`.
    public let name: String
    /// The value in the first image; nil where it has none.
    public let before: String?
    /// The value in the second image; nil where it has none.
    public let after: String?

    /// The differences in a fixed order.
    static func changes(from before: ImageAnalysis, to after: ImageAnalysis) -> [ConfigurationChange] {
        let old = facts(before)
        let new = facts(after)
        let order = old.map(\.0) + new.map(\.0)
        let left = Dictionary(old, uniquingKeysWith: { first, _ in first })
        let right = Dictionary(new, uniquingKeysWith: { first, _ in first })
        var seen: Set<String> = []
        return order.compactMap { name in
            guard seen.insert(name).inserted, left[name] != right[name] else { return nil }
            return ConfigurationChange(name: name, before: left[name], after: right[name])
        }
    }

    private static func facts(_ analysis: ImageAnalysis) -> [(String, String)] {
        let image = analysis.image
        var facts: [(String, String?)] = [
            ("platform", image.platform?.description),
            ("base", analysis.inventory.distribution?.displayName),
        ]
        if let config = image.configuration.config {
            facts += [
                ("user", config.user.flatMap { $0.isEmpty ? nil : $0 }),
                ("entrypoint", config.entrypoint.flatMap { $0.isEmpty ? nil : words($0) }),
                ("command", config.cmd.flatMap { $0.isEmpty ? nil : words($0) }),
                ("working directory", config.workingDir.flatMap { $0.isEmpty ? nil : $0 }),
                ("ports", config.exposedPorts.flatMap { $0.isEmpty ? nil : $0.sorted().joined(separator: " ") }),
                ("volumes", config.volumes.flatMap { $0.isEmpty ? nil : $0.sorted().joined(separator: " ") }),
                ("stop signal", config.stopSignal),
                ("healthcheck", config.healthcheck.map(healthcheck)),
                ("shell", config.shell.map(words)),
            ]
            for variable in config.env ?? [] {
                let parts = variable.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                facts.append(("env \(parts[0])", parts.count == 2 ? String(parts[1]) : ""))
            }
            for (key, value) in (config.labels ?? [:]).sorted(by: { $0.key < $1.key }) {
                facts.append(("label \(key)", value))
            }
        }
        return facts.compactMap { name, value in value.map { (name, $0) } }
    }

    private static func words(_ words: [String]) -> String {
        words.map { $0.contains(" ") ? "\"\($0)\"" : $0 }.joined(separator: " ")
    }

    private static func healthcheck(_ check: ImageConfiguration.Healthcheck) -> String {
        var parts = [words(check.test ?? [])]
        func seconds(_ name: String, _ value: Int64?) {
            if let value { parts.append("\(name) \(value / 1_000_000_000) s") }
        }
        seconds("interval", check.interval)
        seconds("timeout", check.timeout)
        seconds("start period", check.startPeriod)
        if let retries = check.retries { parts.append("retries \(retries)") }
        return parts.joined(separator: ", ")
    }
}
