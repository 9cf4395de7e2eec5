import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct ComparisonGroupsTests {
    private func package(_ name: String, needs: [String] = [], provides: [String] = []) -> Package {
        var package = Package(
            name: name, version: "1", kind: .deb,
            purl: PackageURL(type: "deb", namespace: "debian", name: name, version: "1"))
        package.debian = DebianFields()
        package.debian?.depends = needs
        package.debian?.provides = provides
        return package
    }

    private func distribution(_ name: String, needs: [String] = []) -> Package {
        var package = Package(
            name: name, version: "1", kind: .pypi, purl: PackageURL(type: "pypi", name: name, version: "1"))
        package.python = PythonFields()
        package.python?.normalizedName = PythonName.normalized(name)
        package.python?.requires = needs
        return package
    }

    private func removed(_ package: Package, _ size: Int64) -> ComparisonRow {
        ComparisonRow(
            kind: .package, name: package.name, change: .removed, packageBefore: package, packageAfter: nil,
            before: Amounts(downloadSize: size / 2, diffSize: size, contentsSize: 0, liveSize: size), after: nil)
    }

    private func titles(_ groups: ComparisonGroups) -> [String] {
        let words = RowWords(groups.groups.flatMap(\.rows))
        return groups.groups.map {
            let phrase = words.phrase($0)
            return "\($0.delta.diffSize) \(phrase.name)\(phrase.words)"
        }
    }

    @Test func putsPackagesWithTheOneTheyExistFor() {
        let groups = ComparisonGroups([
            removed(package("gcc-12", needs: ["libgcc-dev (>= 1)", "binutils | tcc"]), 400),
            removed(package("libgcc-dev"), 300), removed(package("gcc", needs: ["gcc-12:any"]), 10),
            removed(package("binutils"), 50), removed(package("git", needs: ["perl-api"]), 200),
            removed(package("perl", provides: ["perl-api (= 5)"]), 90),
        ])
        #expect(
            titles(groups) == [
                "-760 gcc and 3 packages that exist only for it", "-290 git and 1 package that exists only for it",
            ])
        #expect(groups.groups[0].rows.map(\.name) == ["gcc", "gcc-12", "libgcc-dev", "binutils"])
    }

    @Test func keepsWhatSeveralNeedInAGroupOfItsOwn() {
        let groups = ComparisonGroups([
            removed(package("shared", needs: ["deep"]), 100), removed(package("one", needs: ["shared"]), 2),
            removed(package("two", needs: ["shared"]), 1), removed(package("deep"), 30),
        ])
        #expect(
            titles(groups) == [
                "-130 shared and 1 package that exists only for it, needed by 2 others", "-2 one", "-1 two",
            ])
    }

    @Test func letsTheLargestSpeakForACircle() {
        let groups = ComparisonGroups([
            removed(package("large", needs: ["small"]), 100), removed(package("small", needs: ["large", "leaf"]), 2),
            removed(package("leaf"), 50),
        ])
        #expect(titles(groups) == ["-152 large and 2 packages that exist only for it"])
    }

    @Test func readsRequirementsWithoutThoseOfExtras() {
        let groups = ComparisonGroups([
            removed(distribution("Flask", needs: ["Jinja2>=3", "asgiref; extra == \"async\""]), 10),
            removed(distribution("jinja2"), 5), removed(distribution("asgiref"), 3),
        ])
        #expect(titles(groups) == ["-15 Flask and 1 package that exists only for it", "-3 asgiref"])
    }

    @Test func groupsOtherRowsByWhatTheyAre() {
        func row(_ kind: ComparisonRow.Kind, _ name: String, _ size: Int64) -> ComparisonRow {
            ComparisonRow(
                kind: kind, name: name, change: .changed, packageBefore: nil, packageAfter: nil, before: .zero,
                after: Amounts(downloadSize: 0, diffSize: size, contentsSize: 0, liveSize: 0))
        }
        let groups = ComparisonGroups([
            row(.cause, "apt lists", -40), row(.waste, "deleted", 30), row(.overhead, "archive overhead", -2),
        ])
        #expect(
            titles(groups) == ["-40 apt lists, no package", "30 deleted in layers", "-2 archive overhead"])
    }

    @Test(arguments: 1...30)
    func putsEveryRowOfARandomComparisonInOneGroup(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = 14
        let rows = (0..<count).map { number in
            let needs = (0..<count).filter { $0 != number && Int.random(in: 0..<8, using: &random) == 0 }
            return removed(package("p\(number)", needs: needs.map { "p\($0)" }), Int64(100 - number))
        }
        let groups = ComparisonGroups(rows)
        #expect(groups.groups.flatMap(\.rows).map(\.name).sorted() == rows.map(\.name).sorted())
        #expect(
            groups.groups.reduce(.zero) { $0 + $1.delta } == rows.reduce(Amounts.zero) { $0 + $1.delta })
        expectDominance(rows, groups)
    }

    /// Takes each head away and looks whether what stands under it can still be reached.
    private func expectDominance(_ rows: [ComparisonRow], _ groups: ComparisonGroups) {
        let packages = rows.compactMap(\.packageBefore)
        let needs = PackageNeeds(of: packages)
        var left = Int.max
        let heads = groups.groups.map { $0.rows[0].name }
        for group in groups.groups where group.rows.count > 1 {
            var seen: Set<String> = [group.rows[0].name]
            var pending = heads.filter { $0 != group.rows[0].name }
            while let name = pending.popLast() {
                guard seen.insert(name).inserted, let position = packages.firstIndex(where: { $0.name == name }) else {
                    continue
                }
                pending += needs.needs(of: position, &left).map { packages[$0].name }
            }
            for row in group.rows.dropFirst() { #expect(!seen.contains(row.name)) }
        }
    }

    @Test(arguments: 1...10)
    func sumsToTheDifferenceOfRandomImages(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let before = try await TestImage.analysis(RandomLayers.make(layers: 3, using: &random))
        let after = try await TestImage.analysis(RandomLayers.make(layers: 2, using: &random))
        let comparison = ImageComparison(from: before, to: after)
        let groups = ComparisonGroups(comparison).groups
        #expect(groups.reduce(.zero) { $0 + $1.delta } == comparison.delta)
        #expect(groups.reduce(0) { $0 + $1.rows.count } == comparison.rows.count)
        let files = RowFiles.files(of: comparison, limit: 2)
        for (row, files) in zip(comparison.rows, files) where row.kind == .package || row.kind == .cause {
            #expect(files.files.reduce(files.restDelta) { $0 + $1.delta } == row.delta.diffSize, "\(row.name)")
        }
    }
}
