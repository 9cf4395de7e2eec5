import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct PythonRequirementTests {
    @Test func readsAllParts() throws {
        let text = "Requests [security, socks] >= 2.8.1, == 2.8.* ; python_version < \"2.7\" and extra == 'x'"
        let requirement = try #require(PythonRequirement(text))
        #expect(requirement.name == "Requests")
        #expect(requirement.normalizedName == "requests")
        #expect(requirement.extras == ["security", "socks"])
        #expect(requirement.specifiers.description == ">=2.8.1,==2.8.*")
        #expect(requirement.url == nil)
        #expect(requirement.marker != nil)
    }

    @Test func readsURLs() throws {
        let text = "pip @ https://example.org/pip.zip#sha1=da9234;x ; os_name == 'posix'"
        let requirement = try #require(PythonRequirement(text))
        #expect(requirement.url == "https://example.org/pip.zip#sha1=da9234;x")
        #expect(requirement.marker != nil)
        #expect(PythonRequirement("name[quux,strange]@http://foo.com")?.extras == ["quux", "strange"])
    }

    @Test(arguments: [
        "A", "A.B-C_D", "name<=1", "name>=3,<2", "zope.interface (>3.5.0)", "name[]", "name>=3,", "name ; os_name=='a'",
        "a ;python_version in '2.6 2.7'",
    ])
    func readsShortForms(text: String) {
        #expect(PythonRequirement(text) != nil)
    }

    @Test(arguments: [
        "", "-a", "name@", "name[a", "name[a b]", "name (>1", "name >1)", "name 1.0", "name; bogus == 'x'", "name;",
        "name ; os_name = 'a'", "name==", "a b",
    ])
    func refusesWhatIsNoRequirement(text: String) {
        #expect(PythonRequirement(text) == nil)
    }

    @Test func looksForLongTextsInLongTexts() throws {
        let text = String(repeating: "a", count: 200_000)
        let environment = EnvironmentMarker.Environment([:])
        let missing = try #require(EnvironmentMarker("'\(text)b' in '\(text)\(text)'"))
        #expect(!missing.isFulfilled(in: environment))
        let found = try #require(EnvironmentMarker("'\(text)b' in '\(text)\(text)b'"))
        #expect(found.isFulfilled(in: environment))
        for (part, whole, isThere) in [("aab", "aaaab", true), ("", "x", true), ("abab", "abaabb", false)] {
            #expect(try #require(EnvironmentMarker("'\(part)' in '\(whole)'")).isFulfilled(in: environment) == isThere)
        }
    }
}

@Suite struct EnvironmentMarkerTests {
    let environment = EnvironmentMarker.Environment.linux(pythonVersion: "3.11.2", machine: "x86_64")

    @Test(arguments: [
        ("python_version < '3.9'", false), ("python_version >= '3.9'", true), ("'3.9' <= python_version", true),
        ("python_full_version == '3.11.*'", true), ("python_version ~= '3.8'", true), ("os_name == \"posix\"", true),
        ("sys_platform == 'win32' or platform_machine == 'x86_64'", true),
        ("python_version not in '3.10, 3.11'", false),
        ("sys_platform == 'linux' or os_name == 'nt' and os_name == 'java'", true),
        ("(sys_platform == 'linux' or os_name == 'nt') and os_name == 'java'", false), ("extra == 'a'", false),
        ("platform_system in 'Linux, Darwin'", true), ("os.name == 'posix'", true), ("python_version > '3.10'", true),
    ])
    func evaluates(text: String, expected: Bool) throws {
        #expect(try #require(EnvironmentMarker(text)).isFulfilled(in: environment) == expected)
    }

    @Test func asksForExtrasByNormalizedName() throws {
        let marker = try #require(EnvironmentMarker("extra == 'Foo_Bar' and python_version > '3'"))
        #expect(marker.isFulfilled(in: environment, extras: ["x", "foo.bar"]))
        #expect(!marker.isFulfilled(in: environment, extras: ["x"]))
    }

    @Test func boundsItsDepth() {
        let depth = EnvironmentMarker.maximumDepth
        func nested(_ count: Int) -> String {
            String(repeating: "(", count: count) + "os_name == 'a'" + String(repeating: ")", count: count)
        }
        #expect(EnvironmentMarker(nested(depth)) != nil)
        #expect(EnvironmentMarker(nested(depth + 1)) == nil)
        #expect(EnvironmentMarker(nested(100_000)) == nil)
    }

    @Test(arguments: [
        "", "os_name", "os_name == ", "os_name == 'a", "os_name == 'a' and", "os_name == 'a' os_name == 'b'",
        "x == 'a'",
        "(os_name == 'a'", "os_name not 'a'", "os_name == 'a')",
    ])
    func refusesWhatIsNoMarker(text: String) {
        #expect(EnvironmentMarker(text) == nil)
    }
}
