import Foundation

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// An image to hold rules against, made step by step as a Dockerfile makes one.
struct PolicyImage {
    var configuration = ImageConfiguration()
    private(set) var layers: [[UInt8]] = []
    var reference = "test"

    init() {
        configuration.architecture = "amd64"
        configuration.os = "linux"
        configuration.config = .init()
        configuration.history = []
    }

    var config: ImageConfiguration.Execution {
        get { configuration.config ?? .init() }
        set { configuration.config = newValue }
    }

    /// Adds a step that makes a layer.
    mutating func layer(
        _ createdBy: String, created: String? = nil, comment: String? = nil, _ build: (inout TarBuilder) -> Void
    ) {
        var tar = TarBuilder()
        build(&tar)
        layers.append(tar.archive)
        add(createdBy, created: created, comment: comment, isEmpty: false)
    }

    /// Adds a step that makes none.
    mutating func step(_ createdBy: String, created: String? = nil) {
        add(createdBy, created: created, comment: nil, isEmpty: true)
    }

    private mutating func add(_ createdBy: String, created: String?, comment: String?, isEmpty: Bool) {
        var step = ImageConfiguration.History()
        step.createdBy = createdBy
        step.created = created
        step.comment = comment
        step.emptyLayer = isEmpty ? true : nil
        configuration.history?.append(step)
    }

    /// Reads the image, keeping what the policies' rules ask for.
    func analysis(for policies: [Policy]) async throws -> ImageAnalysis {
        var options = ScanOptions()
        options.prepare(for: policies)
        return try await ImageAnalyzer(options: options).analyze(TestImage.image(layers, configuration: configuration))
    }

    /// What came of policies.
    func check(
        _ policies: [Policy], before: PolicyImage? = nil, base: PolicyImage? = nil, today: CalendarDate = .test
    ) async throws -> PolicyCheck {
        let input = RuleInput(
            try await analysis(for: policies), before: try await before?.analysis(for: policies),
            base: try await base?.analysis(for: policies), today: today)
        return PolicyCheck(input, policies: policies)
    }

    /// What one rule says.
    func judge(
        _ type: (some Rule).Type, _ yaml: String = "", before: PolicyImage? = nil, base: PolicyImage? = nil,
        today: CalendarDate = .test
    ) async throws -> Judgement {
        let parameters = try RuleParameters(yaml: yaml)
        let rule = try type.init(parameters)
        try parameters.finish()
        let policy = Policy(name: "test", entries: [Policy.Entry(id: "test", title: "test", rule: rule)])
        let check = try await check([policy], before: before, base: base, today: today)
        return rule.judge(check.input)
    }
}

extension CalendarDate {
    /// The day on which tests run.
    static let test = CalendarDate("2026-03-01") ?? CalendarDate(Date(timeIntervalSince1970: 0))
}

extension TarBuilder {
    /// Adds a file of an owner.
    mutating func add(file name: String, _ text: String = "", mode: Int = 0o644, user: Int64 = 0, group: Int64? = nil) {
        add(
            name, contents: Array(text.utf8), mode: mode,
            edit: { TarBuilder.own(&$0, user: user, group: group ?? user) })
    }

    /// Adds a directory of an owner.
    mutating func add(directory name: String, mode: Int = 0o755, user: Int64, group: Int64? = nil) {
        add(name + "/", type: "5", mode: mode, edit: { TarBuilder.own(&$0, user: user, group: group ?? user) })
    }

    mutating func add(link name: String, to target: String) { add(name, type: "2", link: target, mode: 0o777) }

    /// Adds a wheel as pip installs it.
    mutating func add(
        wheel name: String, _ version: String, in site: String = "usr/local/lib/python3.11/site-packages"
    ) {
        let folder = "\(site)/\(name)-\(version).dist-info"
        add(file: "\(folder)/METADATA", "Metadata-Version: 2.1\nName: \(name)\nVersion: \(version)\n\nbody")
        add(file: "\(folder)/RECORD", "\(name)-\(version).dist-info/METADATA,,\n")
        add(file: "\(folder)/INSTALLER", "pip\n")
    }

    /// Adds os-release of a Debian release.
    mutating func addDebian(_ version: String = "12", _ codename: String = "bookworm") {
        add(
            file: "etc/os-release",
            "ID=debian\nVERSION_ID=\"\(version)\"\nVERSION_CODENAME=\(codename)\nPRETTY_NAME=\"Debian \(version)\"\n")
    }

    /// Adds a dpkg database of packages that own nothing.
    mutating func add(packages: KeyValuePairs<String, String>) {
        TestDatabase.add(packages.map { (name: $0.key, version: $0.value, files: []) }, to: &self)
    }

    /// Adds /etc/passwd and /etc/group with root and others.
    mutating func add(users: String..., groups: String...) {
        add(file: "etc/passwd", (["root:x:0:0:root:/root:/bin/bash"] + users).joined(separator: "\n") + "\n")
        add(file: "etc/group", (["root:x:0:"] + groups).joined(separator: "\n") + "\n")
    }

    private static func own(_ block: inout [UInt8], user: Int64, group: Int64) {
        put(octal(user, digits: 7), at: 108, in: &block)
        put(octal(group, digits: 7), at: 116, in: &block)
    }
}
