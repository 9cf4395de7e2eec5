import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Policies are read strictly: what is not understood is an error with its place.
@Suite struct PolicyDocumentTests {
    @Test(arguments: [
        ("", "p.yaml: the policy is empty"),
        ("name: x\n", "p.yaml:1:1: the policy has no rules"),
        ("rules: []\n", "p.yaml:1:1: the policy has no rules"),
        (
            "rules:\n  - no-setid\n",
            "p.yaml:2:5: there is no rule no-setid; did you mean no-setuid? imagescan policy list shows all"
        ),
        ("rule:\n  - no-setuid\n", "p.yaml:1:1: a policy has no field rule"),
        ("rules:\n  - rule: no-setuid\n    levl: 1\n", "p.yaml:3:5: a rule has no field levl"),
        (
            "rules:\n  - rule: no-setuid\n    with:\n      alow: [x]\n",
            "p.yaml:4:7: the rule has no parameter alow; it has allow"
        ),
        (
            "rules:\n  - rule: non-root-user\n    with:\n      x: 1\n",
            "p.yaml:4:7: the rule has no parameter x; it takes none"
        ),
        ("rules:\n  - rule: healthcheck\n    with:\n      interval: fast\n", "p.yaml:4:17: interval is a duration"),
        ("rules:\n  - rule: healthcheck\n    with:\n      retries: -1\n", "p.yaml:4:16: retries is a whole number"),
        ("rules:\n  - rule: no-setuid\n    severity: fatal\n", "p.yaml:3:15: severity is fail or warn"),
        ("rules:\n  - rule: no-setuid\n    with: [x]\n", "p.yaml:3:11: the parameters of a rule are a mapping"),
        ("claims:\n  - rule: no-setuid\n", "p.yaml:2:5: the claim lacks its words"),
        ("rules: {a: b}\n", "p.yaml:1:8: rules is a list"),
        ("rules: [\n", "p.yaml:2:1: this can't be read as YAML: did not find expected node content"),
        ("name: a\nname: b\n", "p.yaml:2:1: this can't be read as YAML: name is there twice"),
        ("include: [nothing]\n", "p.yaml:1:11: there is no policy nothing to include"),
        ("rules:\n  - no-setuid\nexceptions:\n  - rule: no-setuid\n", "p.yaml:4:5: an exception needs a reason"),
        (
            "rules:\n  - no-setuid\nexceptions:\n  - rule: healthcheck\n    reason: why\n",
            "p.yaml:4:11: no rule of this policy is healthcheck"
        ),
        (
            "rules:\n  - no-setuid\nexceptions:\n  - rule: no-setuid\n    reason: why\n    expires: 2026-02-30\n",
            "p.yaml:6:14: expires is a day"
        ),
    ])
    func names(_ yaml: String, _ message: String) throws {
        let error = #expect(throws: PolicyError.self) { try Policy(yaml: yaml, file: "p.yaml") }
        #expect(error?.description.hasPrefix(message) ?? false, "\(error?.description ?? "")")
    }

    @Test func isEscapedInErrors() throws {
        let error = #expect(throws: PolicyError.self) { try Policy(yaml: "rules: [\"\\e[31m\"]", file: "p\u{1B}") }
        #expect(error?.description.unicodeScalars.contains("\u{1B}") == false)
    }

    @Test func readsEveryField() throws {
        let policy = try Policy(
            yaml: """
                name: ours
                summary: What we ask.
                include: [dockle]
                rules:
                  - non-root-user
                  - rule: no-setuid
                    id: OUR-1
                    title: Nothing with the bit
                    level: high
                    severity: warn
                    with:
                      allow: /usr/bin/su
                exceptions:
                  - rule: OUR-1
                    path: [/bin/*, /sbin/x]
                    reason: needed
                    expires: 2027-01-31
                """)
        let dockle = try #require(try Policy.builtIn("dockle"))
        #expect(policy.entries.count == dockle.entries.count + 2)
        let entry = try #require(policy.entries.last)
        #expect(entry.id == "OUR-1" && entry.title == "Nothing with the bit" && entry.level == "high")
        #expect(entry.severity == .warn)
        #expect(policy.exceptions.map(\.subjects) == [["/bin/*", "/sbin/x"]])
    }

    @Test(arguments: Policy.builtInNames) func comesWithTheLibrary(_ name: String) throws {
        let policy = try #require(try Policy.builtIn(name))
        #expect(policy.name == name && !policy.entries.isEmpty && policy.summary != nil)
        #expect(Set(policy.entries.map(\.id)).count == policy.entries.count)
    }

    @Test func refusesWhatIsTooLarge() {
        #expect(throws: PolicyError.self) { try Policy(yaml: String(repeating: "#", count: (1 << 20) + 1)) }
    }
}
