import ArgumentParser
import ImageKit
import SystemPackage

/// Where the results of a command go; formats, their default and their help are those of its report.
struct OutputOptions<WrittenReport: Report>: ParsableArguments {
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "Write a format to standard output or to a file: \(WrittenReport.formatList). Can be repeated.",
            valueName: "format[=file]"),
        completion: .list(WrittenReport.formats.map(\.rawValue)))
    var outputs: [String] = []

    @Option(help: "When to use colors: auto, always or never; NO_COLOR turns auto off.")
    var color = ColorChoice.auto

    /// One format and the file it goes to; nil is standard output.
    private struct Target {
        let format: ReportFormat
        let file: String?
    }

    /// Checks what is asked for before anything is read.
    func check() throws { try check(for: WrittenReport.self) }

    /// Checks what is asked for before anything is read, for a command that writes another report too.
    ///
    /// - Parameter report: the kind of report that is going to be written.
    func check(for report: (some Report).Type) throws {
        for target in targets where report.writer(of: target.format) == nil {
            let names = report.formats.map(\.rawValue).joined(separator: ", ")
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

    /// Writes a report in every format that is asked for.
    func write<Other: Report>(_ report: Other) throws {
        // What is not handed over part by part is rendered before the first byte is written, so a failure leaves nothing
        // half done. Files, which appear whole or not at all, come first: where one can't be written, standard output
        // holds nothing that looks like a result.
        let ordered = targets.filter { $0.file != nil } + targets.filter { $0.file == nil }
        let rendered = try ordered.compactMap { target -> (Target, TableStyle, String?)? in
            let isStreamed = Other.writer(of: target.format)?.isStreamed ?? false
            let style = style(toFile: target.file)
            do {
                return (target, style, isStreamed ? nil : try report.text(as: target.format, style: style))
            } catch let error as ImageError where error.code == .nothingToWrite {
                Terminal.note("warning: -o \(target.format.rawValue) is left out: \(error.reason)")
                return nil
            }
        }
        for (target, style, text) in rendered {
            try OutputFile.write(to: target.file) { sink in
                if let text { try sink(text) } else { try report.write(as: target.format, style: style, to: sink) }
            }
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
            ? [Target(format: WrittenReport.defaultFormat, file: nil)]
            : outputs.map { text in
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                return Target(
                    format: ReportFormat(rawValue: parts.first ?? ""), file: parts.count == 2 ? parts[1] : nil)
            }
    }
}

/// When terminal colors are used.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable { case auto, always, never }
