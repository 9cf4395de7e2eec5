import ArgumentParser
import ImageKit
import SystemPackage

/// Where results go: what all commands that report share.
struct OutputOptions: ParsableArguments {
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "Write this format to standard output or to a file; can be repeated.", valueName: "format[=file]"))
    var outputs: [String] = []

    @Option(help: "When to use color: auto, always or never; NO_COLOR turns auto off.")
    var color = ColorChoice.auto

    enum ColorChoice: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

    /// One format and the file it goes to; nil is standard output.
    private struct Target {
        let format: ReportFormat
        let file: String?
    }

    /// Checks the formats before anything is read, for a command that writes documents where nothing is asked for.
    mutating func check(_ known: [ReportFormat], default format: ReportFormat) throws {
        if outputs.isEmpty { outputs = [format.rawValue] }
        try check(known)
    }

    /// Checks the formats before anything is read.
    func check(_ known: [ReportFormat]) throws {
        for target in targets where !known.contains(target.format) {
            let names = known.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("there is no format \(target.format.rawValue); this command has \(names)")
        }
        if let target = targets.first(where: { $0.file?.isEmpty ?? false }) {
            throw ValidationError("-o \(target.format.rawValue)= needs the name of a file")
        }
        if let file = files.first(where: { file in files.count { $0 == file } > 1 && !file.hasPrefix("/dev/") }) {
            throw ValidationError("two formats can't go to the same file: \(file)")
        }
        let toStandardOutput = targets.filter { $0.file == nil }.map(\.format.rawValue)
        guard toStandardOutput.count <= 1 else {
            throw ValidationError(
                "only one format can go to standard output, not \(toStandardOutput.joined(separator: " and ")); "
                    + "name a file with -o \(toStandardOutput[0])=FILE")
        }
    }

    /// The formats that will be written.
    var formats: [ReportFormat] { targets.map(\.format) }

    /// The files that will be written.
    var files: [String] { targets.compactMap(\.file) }

    /// Writes every format while it is rendered: files, which appear whole or not at all, before standard output.
    func writeParts(_ render: (ReportFormat, TableStyle, @escaping (String) throws -> Void) throws -> Void) throws {
        for target in targets.filter({ $0.file != nil }) + targets.filter({ $0.file == nil }) {
            try OutputFile.write(to: target.file) { sink in
                try render(target.format, style(toFile: target.file), sink)
            }
        }
    }

    /// Renders and writes every format.
    func write(_ render: (ReportFormat, TableStyle) throws -> String) throws {
        // Everything is rendered before the first byte is written, so a failure leaves nothing half done.
        let rendered = try targets.map { target in (target, try render(target.format, style(toFile: target.file))) }
        // Files come first: where one can't be written, standard output holds nothing that looks like a result.
        for (target, text) in rendered.filter({ $0.0.file != nil }) + rendered.filter({ $0.0.file == nil }) {
            try OutputFile.write(to: target.file) { try $0(text) }
        }
    }

    private func style(toFile file: String?) -> TableStyle {
        let isTerminal = file == nil && Terminal.isTerminal(.standardOutput)
        let usesColor =
            switch color {
            case .always: true
            case .never: false
            case .auto: isTerminal && !Terminal.refusesColor
            }
        return TableStyle(width: isTerminal ? Terminal.width : nil, usesColor: usesColor)
    }

    private var targets: [Target] {
        outputs.isEmpty
            ? [Target(format: .table, file: nil)]
            : outputs.map { text in
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                return Target(
                    format: ReportFormat(rawValue: parts.first ?? ""), file: parts.count == 2 ? parts[1] : nil)
            }
    }
}
