import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct LimitsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: Limits.Name.allCases)
    func holdsAtItsBoundAndNotPastIt(_ name: Limits.Name) async throws {
        let trial = try LimitTrial.of(name, in: folder)
        var limits = Limits()
        limits[name.rawValue] = trial.amount
        let remarks = try await trial.read(limits)
        #expect(!remarks.contains { $0.message.contains("--limit") }, "\(remarks)")

        limits[name.rawValue] = trial.amount - 1
        let told: [String]
        do {
            told = try await trial.read(limits).map(\.message)
        } catch let error as ImageError {
            #expect(error.code == .limitExceeded)
            #expect(error.limit == name.rawValue)
            told = [error.description]
        }
        let naming = "limit \(name.rawValue) = \(trial.amount - 1), raise it with --limit \(name.rawValue)=N"
        #expect(told.contains { $0.contains(naming) }, "\(told)")
    }

    @Test(arguments: Limits.Name.allCases)
    func isSetByItsName(_ name: Limits.Name) {
        var limits = Limits()
        let others = Limits.names.filter { $0 != name.rawValue }.map { limits[$0] }
        limits[name.rawValue] = 12_345
        #expect(limits[name.rawValue] == 12_345)
        #expect(Limits.names.filter { $0 != name.rawValue }.map { limits[$0] } == others)
        limits[name.rawValue] = -1
        #expect(limits[name.rawValue] == 12_345)
    }

    @Test func namesEveryProperty() {
        #expect(Mirror(reflecting: Limits()).children.count == Limits.names.count)
        #expect(Limits()["nothing"] == nil)
    }
}
