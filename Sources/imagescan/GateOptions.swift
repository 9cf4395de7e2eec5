import ArgumentParser
import ImageKit

/// Bounds for CI; what fails ends with exit status 2.
struct GateOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Fail if the image is larger than this, for example 200MB or contents:200MB; measures are download, diff, "
                + "contents and live.", valueName: "[measure:]size"))
    var maxSize: String?
    @Option(help: ArgumentHelp("Fail if it grew by more than this.", valueName: "[measure:]size|%"))
    var maxGrowth: String?
    @Option(help: ArgumentHelp("Fail if it has more packages than this.", valueName: "number"))
    var maxPackages: String?
    @Option(help: ArgumentHelp("Fail if less than this was saved.", valueName: "[measure:]size|%"))
    var minSaving: String?
    @Option(help: ArgumentHelp("Fail if more than this in the layers is not live.", valueName: "size|%"))
    var maxWaste: String?

    func validate() throws { _ = try gates(Settings()) }

    /// The gates that options and settings ask for.
    func gates(_ settings: Settings) throws -> [SizeGate] {
        try GateOptions.gates(
            [
                ("max-size", maxSize), ("max-growth", maxGrowth), ("max-packages", maxPackages),
                ("min-saving", minSaving), ("max-waste", maxWaste),
            ], settings)
    }

    static func gates(_ texts: [(name: String, option: String?)], _ settings: Settings) throws -> [SizeGate] {
        try texts.compactMap { name, option in
            guard let text = option ?? settings.text("gates.\(name)") else { return nil }
            guard let rule = rule(name, text) else {
                let place = option == nil ? settings.place("gates.\(name)") + ": " : "--"
                throw ValidationError("\(place)\(name) takes \(form(name)), not \(text)")
            }
            return SizeGate(rule)
        }
    }

    /// What a bound takes, for an error.
    static func form(_ name: String) -> String {
        switch name {
        case "max-size": "bytes, for example 200MB or live:150MiB"
        case "max-packages": "a number, for example 300"
        case "min-efficiency": "a share, for example 95%"
        case "max-waste": "bytes or a share, for example 20MB or 5%"
        default: "bytes or a share, for example 20MB, 5% or live:10%"
        }
    }

    static func rule(_ name: String, _ text: String) -> SizeGate.Rule? {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        let measure = parts.count == 2 ? Measure(rawValue: parts[0]) : .diff
        guard let measure, let amount = parts.last else { return nil }
        switch (name, SizeGate.Bound(amount)) {
        case ("max-size", .bytes(let bytes)): return .maximumSize(measure, bytes)
        case ("max-growth", let bound?): return .maximumGrowth(measure, bound)
        case ("min-saving", .percent(let percent)) where percent > 100: return nil
        case ("min-saving", let bound?): return .minimumSaving(measure, bound)
        case ("max-waste", .percent(let percent)) where percent > 100: return nil
        case ("max-waste", let bound?) where parts.count == 1: return .maximumWaste(bound)
        case ("min-efficiency", .percent(let percent)) where parts.count == 1 && percent <= 100:
            return .minimumEfficiency(percent)
        case ("max-packages", _) where parts.count == 1:
            return Int(amount).flatMap { $0 < 0 ? nil : .maximumPackages($0) }
        default: return nil
        }
    }
}

/// Bounds on one image for CI; what fails ends with exit status 2.
struct ImageGateOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Fail if the image is larger than this, for example 200MB or contents:200MB.", valueName: "[measure:]size"))
    var maxSize: String?
    @Option(help: ArgumentHelp("Fail if it has more packages than this.", valueName: "number"))
    var maxPackages: String?
    @Option(
        help: ArgumentHelp("Fail if more than this was deleted or overwritten by later layers.", valueName: "size|%"))
    var maxWaste: String?
    @Option(help: ArgumentHelp("Fail if the efficiency, as dive counts it, is lower than this.", valueName: "%"))
    var minEfficiency: String?

    func validate() throws { _ = try gates(Settings()) }

    /// The gates that options and settings ask for.
    func gates(_ settings: Settings) throws -> [SizeGate] {
        try GateOptions.gates(
            [
                ("max-size", maxSize), ("max-packages", maxPackages), ("max-waste", maxWaste),
                ("min-efficiency", minEfficiency),
            ], settings)
    }
}
