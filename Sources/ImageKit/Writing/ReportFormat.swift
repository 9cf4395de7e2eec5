/// A form in which a report is written.
public struct ReportFormat: RawRepresentable, Hashable, Sendable {
    /// The name of the form, for example `json`.
    public let rawValue: String

    /// Makes a format from its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Aligned text for people.
    public static let table = ReportFormat(rawValue: "table")
    /// One JSON document; documented by a JSON schema and stable.
    public static let json = ReportFormat(rawValue: "json")
    /// One flat JSON object a line.
    public static let jsonLines = ReportFormat(rawValue: "jsonl")
    /// GitHub's Markdown, for a comment on a pull request.
    public static let markdown = ReportFormat(rawValue: "markdown")
    /// Comma-separated values with a header line (RFC 4180).
    public static let csv = ReportFormat(rawValue: "csv")
    /// One self-contained HTML file.
    public static let html = ReportFormat(rawValue: "html")
    /// Static Analysis Results Interchange Format 2.1.0 (OASIS).
    public static let sarif = ReportFormat(rawValue: "sarif")
    /// OpenVEX 0.2.0, a draft of statements to fill in.
    public static let openVEX = ReportFormat(rawValue: "openvex")
    /// CycloneDX 1.6 as JSON, with what was found in it.
    public static let cycloneDX = ReportFormat(rawValue: "cyclonedx")
    /// JUnit's XML form of test results.
    public static let junit = ReportFormat(rawValue: "junit")
}

/// How a table is laid out.
public struct TableStyle: Sendable, Hashable {
    /// Columns a line may take; nil for as many as it needs.
    public var width: Int?
    /// Whether headings and marks are set off with terminal colors.
    public var usesColor = false

    /// Makes a style without colors.
    public init(width: Int? = nil, usesColor: Bool = false) {
        self.width = width
        self.usesColor = usesColor
    }
}
