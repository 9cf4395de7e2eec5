import ImageLedger
import ImagePackages
import ImageReading

/// The files of an image that are not as recorded, as JSON has them.
struct ImageFilesDocument: Encodable {
    private struct Counts: Encodable {
        let checked: Int
        let intact: Int
        let changed: Int
        let missing: Int
        let unchecked: Int

        init(_ counts: FileIntegrity.Counts) {
            checked = counts.all
            intact = counts.intact
            changed = counts.changed
            missing = counts.missing
            unchecked = counts.unchecked
        }
    }

    private struct Row: Encodable {
        let result: String
        let path: String
        let package: String
        let configuration: Bool
        let layer: Int?
        let packageLayer: Int
        let expected: String?
        let found: String?
        let detail: String?

        init(_ finding: FileFinding) {
            result = finding.problem.rawValue
            path = finding.path.description
            package = finding.package.purl.description
            configuration = finding.isConfiguration
            layer = finding.layer
            packageLayer = finding.package.layer
            expected = finding.expected.map { DisplayText.escaped($0) }
            found = finding.found
            detail = finding.detail.map { DisplayText.escaped($0) }
        }
    }

    private let image: String
    private let intact: Bool
    private let packageFiles: Counts
    private let configurationFiles: Counts
    private let excluded: Int
    private let extra: Int
    private let findings: [Row]
    private let unrecorded: [String]
    private let diagnostics: [Diagnostic]

    init(_ files: ImageValidation.Files) {
        let integrity = files.integrity
        image = files.image
        intact = integrity.isIntact
        packageFiles = Counts(integrity.files)
        configurationFiles = Counts(integrity.configurationFiles)
        excluded = integrity.excludedCount
        extra = integrity.extraCount
        findings = integrity.findings.map { Row($0) }
        unrecorded = integrity.unrecorded.map(\.purl.description)
        diagnostics = integrity.diagnostics
    }
}
