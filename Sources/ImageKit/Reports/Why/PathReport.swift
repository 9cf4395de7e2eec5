public import ImageLedger
import ImagePackages
public import ImageReading
public import ImageWriting

/// Shows which package owns a path, which layer wrote it and what it replaced, in every layer.
public struct PathReport: Report {
    /// How each format is written; the first is the default.
    public static let writers: [ReportWriter<PathReport>] = [
        ReportWriter(.table) { $0.table($1) },
        ReportWriter(.json) { try JSONText.document(Document($0)) },
    ]

    private let analysis: ImageAnalysis
    private let history: PathHistory

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - analysis: an image that was analyzed with ``/ImageLedger/ScanOptions/booksBytes``.
    ///   - path: a path from the root of the image.
    /// - Throws: ``/ImageReading/ImageError`` with `noSuchPath` where no layer has it.
    public init(_ analysis: ImageAnalysis, path: BytePath) throws {
        self.analysis = analysis
        history = PathHistory(of: path, in: analysis)
        guard history.node != nil || !history.steps.isEmpty else {
            throw ImageError(.noSuchPath, "no layer of the image has anything at \(path)")
        }
    }

    private var kind: String? { history.node.map { analysis.tree.kind(of: $0).words } }

    private struct Document: Encodable {
        let schemaVersion = "1.0"
        let verified: Bool
        let image: ImageFacts
        let path: String
        let kind: String?
        let owner: PackageName?
        let cause: String
        let liveSize: Int64
        let fileCount: Int
        let layers: [Step]
        let diagnostics: [Diagnostic]

        struct Step: Encodable {
            let layer: Int
            let action: PathHistory.Step.Action
            let instruction: String?
            let kind: String?
            let size: Int64?
            let mode: String?
            let user: UInt32?
            let group: UInt32?
            let linkTarget: String?
            let owner: PackageName?
            let fate: Fate.Kind?
            let fateLayer: Int?
            let otherName: String?
        }

        init(_ report: PathReport) {
            let history = report.history
            verified = report.analysis.isVerified
            image = ImageFacts(report.analysis)
            path = history.path.description
            kind = report.kind
            owner = history.owner.map(PackageName.init)
            cause = history.cause.rawValue
            liveSize = history.liveSize
            fileCount = history.fileCount
            layers = history.steps.map { step in
                Step(
                    layer: step.layer, action: step.action,
                    instruction: Words.instruction(step.layer, of: report.analysis),
                    kind: step.entry?.kind.words, size: step.entry.flatMap { $0.kind == .file ? $0.size : nil },
                    mode: step.entry.map { PathReport.octal($0.mode) }, user: step.entry?.userID,
                    group: step.entry?.groupID, linkTarget: step.entry.flatMap(PathReport.target),
                    owner: step.owner.map(PackageName.init), fate: step.fate?.kind, fateLayer: step.fate?.layer,
                    otherName: step.otherName?.description)
            }
            diagnostics = report.analysis.diagnostics
        }
    }

    private static func target(_ entry: TarEntry) -> String? {
        entry.linkTarget.isEmpty ? nil : DisplayText.decoded(entry.linkTarget)
    }

    private static func octal(_ mode: UInt16) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private func table(_ style: TableStyle) -> String {
        var lines: [(String, String)] = []
        if !analysis.isVerified { lines.append(("Verified", "NO: layers were not hashed")) }
        switch kind {
        case nil: lines.append(("Now", "nothing is there"))
        case "folder":
            let files = Plural.text(history.fileCount, "file")
            lines.append(("Now", "a folder with \(files), \(ByteCount.text(history.liveSize))"))
        case let kind?: lines.append(("Now", "a \(kind), \(ByteCount.text(history.liveSize))"))
        }
        func label(_ package: Package) -> String { "\(package.name) \(package.version) (\(package.kind.rawValue))" }
        switch kind {
        // The files in a folder have owners, the folder itself may be of many packages.
        case "folder": break
        case nil:
            if let last = history.steps.compactMap(\.owner).last { lines.append(("Was of", label(last))) }
        default:
            lines.append(("Package", history.owner.map(label) ?? "no package owns it"))
            if history.owner == nil { lines.append(("For", history.cause.rawValue)) }
        }
        var text = style.usesColor ? "\u{1B}[1m" : ""
        text += DisplayText.escaped(history.path.description) + (style.usesColor ? "\u{1B}[0m\n" : "\n")
        for (title, value) in lines {
            text +=
                "  " + title + String(repeating: " ", count: max(1, 12 - title.count)) + DisplayText.escaped(value)
                + "\n"
        }
        guard !history.steps.isEmpty else { return text + "  No layer has an entry of its own for it.\n" }
        var table = TextTable([
            .init(title: "LAYER", alignment: .right), .init(title: "DID"), .init(title: "SIZE", alignment: .right),
            .init(title: "MODE"), .init(title: "PACKAGE", shrinks: true), .init(title: "STATE"),
            .init(title: "CREATED BY", shrinks: true),
        ])
        for step in history.steps {
            let target = step.entry.flatMap(PathReport.target).map { " → \($0)" } ?? ""
            table.append([
                String(step.layer), words(of: step),
                step.entry.map { $0.kind == .file ? ByteCount.text($0.size) : $0.kind.words + target } ?? "",
                step.entry.map { "\(PathReport.octal($0.mode)) \($0.userID):\($0.groupID)" } ?? "",
                step.owner.map { "\($0.name) \($0.version)" } ?? "", state(of: step),
                Words.instruction(step.layer, of: analysis) ?? "",
            ])
        }
        return text + "\n" + table.render(style)
    }

    /// What a layer did, as a person says it: of a folder that was there already it has no more than mode and owner.
    private func words(of step: PathHistory.Step) -> String {
        step.action == .kept ? "listed" : step.action.rawValue
    }

    /// What became of what a layer brought; a folder's entry that a later layer repeats is no loss.
    private func state(of step: PathHistory.Step) -> String {
        if let name = step.otherName { return "visible as \(name)" }
        guard step.entry?.kind == .directory, let fate = step.fate, fate.kind != .deleted else {
            return step.fate?.words ?? ""
        }
        return history.node == nil ? fate.words : "visible"
    }
}

extension FileTree.Kind {
    /// What it is, as a person says it.
    fileprivate var words: String {
        switch self {
        case .file: "file"
        case .directory: "folder"
        case .symbolicLink: "symbolic link"
        case .characterDevice, .blockDevice: "device"
        case .fifo: "named pipe"
        }
    }
}

extension TarEntry.Kind {
    /// What it is, as a person says it.
    fileprivate var words: String {
        switch self {
        case .file: "file"
        case .directory: "folder"
        case .symbolicLink: "symbolic link"
        case .hardLink: "hard link"
        case .characterDevice, .blockDevice: "device"
        case .fifo: "named pipe"
        }
    }
}

extension ImageError.Code {
    /// No layer has anything at the path asked for.
    public static let noSuchPath = ImageError.Code(rawValue: "noSuchPath")
}
