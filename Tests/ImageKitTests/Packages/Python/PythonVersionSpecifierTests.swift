import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct PythonVersionSpecifierTests {
    @Test(arguments: [
        ("~=2.2.1", "2.2.9", true), ("~=2.2.1", "2.3", false), ("==1.1.*", "1.1.post1", true),
        (">1.7", "1.7.0.post1", false), ("<1.7", "1.7rc1", false), (">=1.7", "1.7+local", true),
        ("!=1.1.*", "1.1", false),
    ])
    func admitsVersions(specifier: String, version: String, expected: Bool) throws {
        #expect(try #require(PythonVersionSpecifierSet(specifier)).contains(version) == expected)
    }
}

@Suite(.enabled(if: SharedData.isAvailable, "IMAGESCAN_SHARED is not set"))
struct PythonVersionSpecifierVectorTests {
    let vectors: VersionVectors

    init() throws { vectors = try VersionVectors("pep440-specifiers.json") }

    @Test func readsValidSpecifiersOnly() throws {
        for text in try vectors.texts("test_specifiers_valid") {
            #expect(PythonVersionSpecifier(text)?.description == text)
        }
        for text in try vectors.texts("test_specifiers_invalid") {
            #expect(PythonVersionSpecifier(text) == nil, "\(text)")
        }
        for version in try vectors.texts("test_specifiers_normalized") {
            // `~=` needs two release numbers, and only `==` and `!=` take a local version.
            for operation in version.contains("+") ? ["==", "!="] : ["~=", "<=", ">=", "==", "!=", "<", ">"] {
                #expect(PythonVersionSpecifier(operation + version) != nil, "\(operation)\(version)")
            }
        }
        for text in try vectors.texts("test_contains_oversized_version_raises_valueerror") {
            #expect(PythonVersionSpecifier(text) == nil || !text.hasPrefix(">="))
        }
    }

    @Test func keepsTextOperatorAndVersion() throws {
        for pair in try vectors.strings("test_specifiers_str_and_repr") {
            #expect(PythonVersionSpecifierSet(pair[0])?.description == pair[1])
        }
        for pair in try vectors.strings("test_specifier_operator_property") {
            #expect(PythonVersionSpecifier(pair[0])?.operation.rawValue == pair[1])
        }
        for pair in try vectors.strings("test_specifier_version_property") {
            #expect(PythonVersionSpecifier(pair[0])?.operand == pair[1])
        }
        for item in try vectors.cases("test_length") {
            #expect(PythonVersionSpecifierSet(try text(item[0]))?.specifiers.count == item[1] as? Int)
        }
        for item in try vectors.cases("test_iteration") {
            let set = try #require(PythonVersionSpecifierSet(try text(item[0])))
            #expect(set.specifiers.map(\.description) == item[1] as? [String])
        }
    }

    @Test func comparesSpecifiers() throws {
        for item in try vectors.strings("test_comparison_true") + vectors.strings("test_comparison_canonicalizes") {
            let isEqual = item.count < 3 || item[2].hasSuffix("eq>")
            #expect((PythonVersionSpecifier(item[0]) == PythonVersionSpecifier(item[1])) == isEqual, "\(item)")
        }
        for item in try vectors.strings("test_comparison_false") {
            let isEqual = !item[2].hasSuffix("eq>")
            #expect((PythonVersionSpecifier(item[0]) == PythonVersionSpecifier(item[1])) == isEqual, "\(item)")
        }
    }

    @Test(arguments: [
        "test_specifiers", "test_arbitrary_equality", "test_comparison_ignores_local",
        "test_contains_arbitrary_equality_contains",
    ])
    func admitsVersionsBeforeSpecifiers(test: String) throws {
        for item in try vectors.cases(test) { try expect(item[1], contains: item[0], item[2]) }
    }

    @Test(arguments: [
        "test_invalid_version", "test_arbitrary_equality_normalization", "test_boundary_closure_short_release",
        "test_contains_arbitrary_equality_normalization", "test_contains_post_release_boundary_intersection",
    ])
    func admitsVersionsBehindSpecifiers(test: String) throws {
        for item in try vectors.cases(test) { try expect(item[0], contains: item[1], item[2]) }
    }

    @Test func heedsWhetherPreReleasesAreAllowed() throws {
        for item in try vectors.cases("test_specifier_prereleases_set") {
            try expect(item[0], contains: item[3], item[4], preReleases: item[1] as? Bool)
            try expect(item[0], contains: item[3], item[5], preReleases: item[2] as? Bool)
        }
        for item in try vectors.cases("test_specifier_prereleases_explicit") {
            try expect(item[5], contains: item[2], item[3], preReleases: item[0] as? Bool)
            try expect(item[5], contains: item[2], item[4], preReleases: item[1] as? Bool)
        }
        for item in try vectors.cases("test_specifiers_prereleases") {
            try expect(item[0], contains: item[1], item[4], preReleases: item[3] as? Bool ?? item[2] as? Bool)
        }
        for item in try vectors.cases("test_specifier_contains_installed_prereleases") {
            let allowed = item[4] as? Bool == true ? true : item[3] as? Bool ?? item[2] as? Bool
            try expect(item[0], contains: item[1], item[5], preReleases: allowed)
        }
        for item in try vectors.cases("test_contains_exclusionary_bridges") {
            try expect(item[0], contains: item[2], item[3], preReleases: item[1] as? Bool)
        }
        for item in try vectors.cases("test_specifier_prereleases_detection") {
            #expect(PythonVersionSpecifier(try text(item[0]))?.namesPreRelease == item[1] as? Bool, "\(item)")
        }
    }

    @Test func filtersVersions() throws {
        for item in try vectors.cases("test_specifier_filter") {
            try expect(item[0], filters: item[3], to: item[4], preReleases: item[2] as? Bool ?? item[1] as? Bool)
        }
        for item in try vectors.cases("test_filter_exclusionary_bridges") {
            try expect(item[0], filters: item[2], to: item[3], preReleases: item[1] as? Bool)
        }
        for item in try vectors.cases("test_specifier_filter_arbitrary_equality_normalization") {
            try expect(item[0], filters: item[1], to: item[2])
        }
        for item in try vectors.cases("test_empty_specifier_arbitrary_string") {
            try expect("", filters: item[1], to: item[2], preReleases: item[0] as? Bool)
        }
        for item in try vectors.cases("test_empty_specifier_ordering_with_arbitrary") {
            try expect("", filters: item[0], to: item[1])
        }
        for version in try vectors.texts("test_empty_specifier") { try expect("", contains: version, true) }
    }

    @Test func keepsIntersections() throws {
        for item in try vectors.cases("test_arbitrary_equality_is_intersection_preserving") {
            let versions = try #require(item[2] as? [String])
            let one = try set(item[0])
            let other = try set(item[1])
            let both = PythonVersionSpecifierSet(one.specifiers + other.specifiers)
            #expect(Set(both.filter(versions)) == Set(one.filter(versions)).intersection(other.filter(versions)))
        }
        for specifier in try vectors.texts("test_post_release_boundary_unsatisfiable") {
            let versions = ["1.0", "1.0.post1", "1.0.post5", "1.0+a", "1!1.0.post1", "2.3", "2.3.post1.dev1"]
            #expect(try set(specifier).filter(versions, preReleases: true).isEmpty, "\(specifier)")
        }
    }

    private func text(_ value: Any) throws -> String { try #require(value as? String) }

    private func set(_ value: Any) throws -> PythonVersionSpecifierSet {
        try #require((value as? String).flatMap { PythonVersionSpecifierSet($0) })
    }

    private func expect(_ set: Any, contains version: Any, _ expected: Any, preReleases: Bool? = nil) throws {
        let result = try self.set(set).contains(try text(version), preReleases: preReleases ?? true)
        #expect(result == expected as? Bool, "\(set) \(version)")
    }

    private func expect(_ set: Any, filters versions: Any, to expected: Any, preReleases: Bool? = nil) throws {
        let versions = try #require(versions as? [String])
        let result = try self.set(set).filter(versions, preReleases: preReleases)
        #expect(result == expected as? [String], "\(set) \(versions) \(String(describing: preReleases))")
    }
}
