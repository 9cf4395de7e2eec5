public import ImageLedger
public import ImagePackages
public import ImageReading

/// What a rule judges: an image, and what else was given to hold it against.
public struct RuleInput: Sendable {
    /// The image.
    public let analysis: ImageAnalysis
    /// An earlier image, for claims of a change; nil where none was given.
    public let before: ImageAnalysis?
    /// The image it was built from; nil where none was given.
    public let base: ImageAnalysis?
    /// The day for which ages are told and exceptions end.
    public let today: CalendarDate

    /// The statements about the image that its archive holds; nil where they were not read.
    public var attestations: ImageAttestations? {
        didSet { if let attestations { history.correct(by: attestations) } }
    }
    /// Vulnerabilities of the image's packages; nil where the caller has no such data.
    public var vulnerabilities: [Vulnerability]?
    /// Those of the earlier image; nil where the caller has no such data.
    public var vulnerabilitiesBefore: [Vulnerability]?
    /// Vulnerabilities that the image has and that a VEX statement or an ignore file takes back.
    public var takenBackVulnerabilities: [Vulnerability] = []
    /// Which data ``vulnerabilities`` are of, of which date, and what is said of its age, in sentences.
    public var vulnerabilityData: [String] = []
    /// Why ``vulnerabilities`` may lack some, as where the data does not cover a package; nil where it covers them all.
    public var vulnerabilityGap: String?
    /// Why software that no package manager lists may have some beside ``vulnerabilities``; nil where the data covers it.
    public var unlistedGap: String?
    /// Why ``vulnerabilitiesBefore`` may lack some; nil where the data covers every package of the earlier image.
    public var vulnerabilityGapBefore: String?
    /// Whether the caller's data says which vulnerabilities are known to be exploited.
    public var knowsExploited = true
    /// Until when releases of distributions are supported.
    public var releaseEnds = ReleaseEnds.builtIn
    /// What apt would upgrade; nil where no lists were given.
    public var upgrades: [AptUpgrade]?

    /// The steps that made the image, the base's told apart.
    public private(set) var history: BuildHistory
    /// Users and groups of the image.
    public let accounts: Accounts

    /// Joins the parts.
    public init(
        _ analysis: ImageAnalysis, before: ImageAnalysis? = nil, base: ImageAnalysis? = nil, today: CalendarDate
    ) {
        self.analysis = analysis
        self.before = before
        self.base = base
        self.today = today
        history = BuildHistory(of: analysis, base: base)
        accounts = Accounts(of: analysis.tree)
    }

    /// How containers of the image run.
    public var execution: ImageConfiguration.Execution { analysis.image.configuration.config ?? .init() }
}
