// A limit order book as one writes it first: a std::map of prices a side, a std::list of orders a price, a std::unordered_map
// from id to order. It is what the engine's book is measured against, on the same order-flow files and with the same reports.
//
//   g++ -O3 -march=native -std=c++20 -o std_map_book std_map_book.cpp
//   ./std_map_book FILE [RUNS]            one JSON line a run: messages, trades, seconds, nanoseconds a message
//   ./std_map_book FILE --report | sha256sum    the canonical reports instead, to see that it does the same work
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <list>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

constexpr uint64_t kMagic = 0x4D4542575F303031;

struct Header {
    uint64_t magic;
    uint32_t version;
    uint32_t count;
};

enum class Type : uint8_t { New, Cancel, Modify };
enum Side : uint8_t { Buy, Sell };

// A message as it lies in the file, little-endian.
struct Message {
    Type type;
    uint8_t side;
    uint8_t immediateOrCancel;
    uint8_t reserved;
    uint32_t quantity;
    uint64_t sequence;
    uint64_t id;
    int64_t price;
    int64_t reservedToo;
};
static_assert(sizeof(Header) == 16 && sizeof(Message) == 40);

enum class Kind : uint8_t { Accepted, Trade, Cancelled, Modified, CancelRejected, ModifyRejected };

struct Report {
    uint64_t sequence;
    uint64_t id;
    uint64_t takerId;
    int64_t price;
    uint32_t quantity;
    Kind kind;
    uint8_t side;
};

struct Order {
    uint64_t id;
    uint32_t quantity;
};

using Level = std::list<Order>;

class Book {
public:
    void apply(const Message& message, std::vector<Report>& reports) {
        switch (message.type) {
            case Type::New:
                report(reports, message, Kind::Accepted, message.side, message.price, message.quantity);
                enter(message, message.side, message.immediateOrCancel, reports);
                break;
            case Type::Cancel: {
                auto found = places_.find(message.id);
                if (found == places_.end()) {
                    report(reports, message, Kind::CancelRejected, 0, 0, 0);
                    break;
                }
                report(reports, message, Kind::Cancelled, found->second.side, found->second.price, 0);
                remove(found);
                break;
            }
            case Type::Modify: {
                auto found = places_.find(message.id);
                if (found == places_.end()) {
                    report(reports, message, Kind::ModifyRejected, 0, 0, 0);
                    break;
                }
                uint8_t side = found->second.side;
                remove(found);
                report(reports, message, Kind::Modified, side, message.price, message.quantity);
                enter(message, side, false, reports);
                break;
            }
        }
    }

private:
    using Bids = std::map<int64_t, Level, std::greater<>>;
    using Asks = std::map<int64_t, Level>;

    struct Place {
        uint8_t side;
        int64_t price;
        Level::iterator order;
    };
    using Places = std::unordered_map<uint64_t, Place>;

    static void report(
        std::vector<Report>& reports, const Message& cause, Kind kind, uint8_t side, int64_t price, uint32_t quantity) {
        reports.push_back({cause.sequence, cause.id, 0, price, quantity, kind, side});
    }

    void enter(const Message& message, uint8_t side, bool immediateOrCancel, std::vector<Report>& reports) {
        uint32_t rest = side == Buy
            ? match(asks_, message, [&](int64_t price) { return price <= message.price; }, reports)
            : match(bids_, message, [&](int64_t price) { return price >= message.price; }, reports);
        if (rest == 0) {
            return;
        }
        if (immediateOrCancel) {
            report(reports, message, Kind::Cancelled, side, message.price, 0);
            return;
        }
        Level& level = side == Buy ? bids_[message.price] : asks_[message.price];
        level.push_back({message.id, rest});
        places_[message.id] = {side, message.price, std::prev(level.end())};
    }

    template <typename Levels, typename Crosses>
    uint32_t match(Levels& levels, const Message& message, Crosses crosses, std::vector<Report>& reports) {
        uint32_t rest = message.quantity;
        while (rest > 0 && !levels.empty() && crosses(levels.begin()->first)) {
            auto& [price, level] = *levels.begin();
            while (rest > 0 && !level.empty()) {
                Order& maker = level.front();
                uint32_t traded = std::min(rest, maker.quantity);
                reports.push_back({message.sequence, maker.id, message.id, price, traded, Kind::Trade, 0});
                rest -= traded;
                maker.quantity -= traded;
                if (maker.quantity == 0) {
                    places_.erase(maker.id);
                    level.pop_front();
                }
            }
            if (level.empty()) {
                levels.erase(levels.begin());
            }
        }
        return rest;
    }

    void remove(Places::iterator found) {
        if (found->second.side == Buy) {
            remove(bids_, found->second);
        } else {
            remove(asks_, found->second);
        }
        places_.erase(found);
    }

    template <typename Levels>
    static void remove(Levels& levels, const Place& place) {
        auto level = levels.find(place.price);
        level->second.erase(place.order);
        if (level->second.empty()) {
            levels.erase(level);
        }
    }

    Bids bids_;
    Asks asks_;
    Places places_;
};

std::vector<Message> read(const char* path) {
    FILE* file = std::fopen(path, "rb");
    Header header;
    if (!file || std::fread(&header, sizeof header, 1, file) != 1 || header.magic != kMagic || header.version != 1) {
        std::fprintf(stderr, "%s is not an order-flow file of version 1: give one that is not compressed\n", path);
        std::exit(2);
    }
    std::vector<Message> messages(header.count);
    if (std::fread(messages.data(), sizeof(Message), messages.size(), file) != messages.size()) {
        std::fprintf(stderr, "%s ends before its %u messages\n", path, header.count);
        std::exit(2);
    }
    std::fclose(file);
    return messages;
}

void run(const std::vector<Message>& messages, bool prints) {
    Book book;
    std::vector<Report> reports;
    reports.reserve(1024);
    uint64_t trades = 0;
    auto start = std::chrono::steady_clock::now();
    for (const Message& message : messages) {
        reports.clear();
        book.apply(message, reports);
        for (const Report& report : reports) {
            trades += report.kind == Kind::Trade;
        }
    }
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (prints) {
        std::printf(
            "{\"messages\":%zu,\"trades\":%llu,\"seconds\":%.6f,\"nsPerMessage\":%.1f}\n",
            messages.size(), static_cast<unsigned long long>(trades), seconds, seconds * 1e9 / messages.size());
        std::fflush(stdout);
    }
}

std::string line(const Report& report) {
    char text[160];
    auto n = [](auto value) { return static_cast<long long>(value); };
    switch (report.kind) {
        case Kind::Accepted:
            std::snprintf(text, sizeof text, "0,%lld,%d,%lld,%lld,%u", n(report.sequence), report.side, n(report.id), n(report.price), report.quantity);
            break;
        case Kind::Trade:
            std::snprintf(text, sizeof text, "1,%lld,%lld,%u,%lld,%lld", n(report.sequence), n(report.price), report.quantity, n(report.id), n(report.takerId));
            break;
        case Kind::Cancelled:
            std::snprintf(text, sizeof text, "2,%lld,%d,%lld,%lld", n(report.sequence), report.side, n(report.id), n(report.price));
            break;
        case Kind::Modified:
            std::snprintf(text, sizeof text, "3,%lld,%d,%lld,%lld,%u", n(report.sequence), report.side, n(report.id), n(report.price), report.quantity);
            break;
        case Kind::CancelRejected:
            std::snprintf(text, sizeof text, "4,%lld,%lld", n(report.sequence), n(report.id));
            break;
        case Kind::ModifyRejected:
            std::snprintf(text, sizeof text, "5,%lld,%lld", n(report.sequence), n(report.id));
            break;
    }
    return text;
}

void printReports(const std::vector<Message>& messages) {
    Book book;
    std::vector<Report> reports;
    const char* separator = "";
    for (const Message& message : messages) {
        reports.clear();
        book.apply(message, reports);
        std::stable_sort(reports.begin(), reports.end(), [](const Report& a, const Report& b) { return a.kind < b.kind; });
        for (const Report& report : reports) {
            std::printf("%s%s", separator, line(report).c_str());
            separator = "\n";
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: %s FILE [RUNS | --report]\n", argv[0]);
        return 2;
    }
    std::vector<Message> messages = read(argv[1]);
    if (argc > 2 && std::strcmp(argv[2], "--report") == 0) {
        printReports(messages);
        return 0;
    }
    int runs = argc > 2 ? std::atoi(argv[2]) : 1;
    // One that does not count: the heap's first pages are the system's time.
    run(messages, false);
    for (int i = 0; i < runs; i++) {
        run(messages, true);
    }
}
