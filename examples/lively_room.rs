//! A room with people in it, to see how a window takes it:
//! `cargo run --release --example lively_room -- LINK [MEMBERS [SECONDS]]`.
//!
//! Some thirty times a second somebody says something: in several scripts, with emphasis, code,
//! links, emoji and pictures, to one another and to whoever else is there. They come, go and take other
//! names. It ends after its time, or with the server.

use image::{ImageFormat, Rgb, RgbImage};
use salon::client::{Client, Link, Options, Room};
use std::collections::{HashSet, VecDeque};
use std::env::args;
use std::error::Error;
use std::io::Cursor;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How often somebody does something, in the mean.
const A_SECOND: f64 = 25.0;

/// So many are somewhere else at a time.
const ELSEWHERE: usize = 10;

const NAMES: [&str; 12] = [
    "Ada",
    "Chloé",
    "Demba",
    "Дмитрий",
    "Ελένη",
    "美咲",
    "李娜",
    "민준",
    "محمد",
    "דנה",
    "आरव",
    "Zoë",
];

/// What is said. `@` is followed by somebody's name.
const WORDS: [&str; 20] = [
    "Has anybody seen the *long* blue cable?",
    "It is on **my** desk, help yourself!",
    "@ look: https://www.rust-lang.org/learn 🎉",
    "👍",
    "😂😂😂",
    "And to see whether it is there: `lsusb --tree | grep -i printer`",
    "```rust\nfn main() {\n    for door in 1..=8 {\n        println!(\"door {door} is open\");\n    }\n}\n```",
    "@ yes, at two. The room on the second floor, the one with the plants; bring the adapter if you \
     still have it, and tell whoever sits at the window that the blinds are broken again.",
    "Кто-нибудь видел мой ноутбук? Он был на столе.",
    "Το μεσημέρι έχουμε σούπα, **όπως πάντα**.",
    "今日の昼ごはんは何ですか？ 食堂で会いましょう 🍜",
    "我们下午三点开会，请准时参加。",
    "오늘 날씨가 정말 좋네요!",
    "هل رأى أحد الكابل الأزرق؟ إنه على مكتبي.",
    "מישהו ראה את הכבל הכחול? הוא על השולחן שלי.",
    "क्या किसी ने नीली केबल देखी है?",
    "ok",
    "Three things, in this order:\n- the *nozzle* is clean again\n- the filament is in the cupboard\n- \
     nobody touches the dial",
    "@ thanks!",
    "Ça dépend : si l’imprimante du coin est libre, on commence à 14 h ; sinon on attend.",
];

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Somebody in the room.
struct Member {
    index: usize,
    client: Client,
    room: Room,
}

impl Member {
    fn come(link: &Link, index: usize) -> Outcome<Self> {
        let name = format!("{} {}", NAMES[index % NAMES.len()], index / NAMES.len() + 1);
        // Nobody here reads what is said.
        let options = Options { event_capacity: 1, ..Options::new(name) };
        let client = Client::connect(link, options)?;
        let room = client.join(link.room.as_deref().unwrap_or("lobby"))?;
        Ok(Self { index, client, room })
    }

    fn say(&self, to: &str) -> Outcome {
        let words = WORDS[fastrand::usize(..WORDS.len())];
        self.room.post(&words.replace('@', &format!("@{to}")))?;
        Ok(())
    }

    /// A picture in which two colours run into each other.
    fn show(&self) -> Outcome {
        let [red, green] = [fastrand::u8(..), fastrand::u8(..)];
        let color = |x, y| Rgb([red.wrapping_add(x as u8), green.wrapping_add(y as u8), 160]);
        let mut png = Cursor::new(Vec::new());
        RgbImage::from_fn(320, 200, color).write_to(&mut png, ImageFormat::Png)?;
        self.room.post_bytes("image/png", png.get_ref())?;
        Ok(())
    }

    fn rename(&self) -> Outcome {
        let name = self.client.pseudo();
        let other = name.strip_suffix(" ☕").map_or_else(|| format!("{name} ☕"), str::to_owned);
        Ok(self.client.rename(&other)?)
    }
}

/// Everybody who is here on our account, and those who have gone for a while.
struct Crowd {
    link: Link,
    here: Vec<Member>,
    elsewhere: VecDeque<usize>,
}

impl Crowd {
    fn gather(link: Link, members: usize) -> Outcome<Self> {
        let here = (0..members).map(|index| Member::come(&link, index)).collect::<Outcome<_>>()?;
        Ok(Self { link, here, elsewhere: VecDeque::new() })
    }

    /// Something happens. How many messages that were.
    fn go_on(&mut self) -> Outcome<usize> {
        let who = fastrand::usize(..self.here.len());
        let one = &self.here[who];
        match fastrand::u32(..1000) {
            0..2 => one.show()?,
            2..4 => return self.whisper(who),
            4..14 => {
                one.rename()?;
                return Ok(0);
            }
            14..24 if self.here.len() > ELSEWHERE => {
                self.come_and_go(who)?;
                return Ok(0);
            }
            24..54 => {
                // A burst.
                let count = fastrand::usize(3..8);
                (0..count).try_for_each(|_| one.say(&self.somebody()))?;
                return Ok(count);
            }
            54..74 => one.say(&self.stranger().unwrap_or_default())?,
            _ => one.say(&self.somebody())?,
        }
        Ok(1)
    }

    fn somebody(&self) -> String {
        self.here[fastrand::usize(..self.here.len())].client.pseudo()
    }

    /// Whoever is in the room on their own account: those who look at a window.
    fn stranger(&self) -> Option<String> {
        let ours: HashSet<_> = self.here.iter().map(|member| member.client.member()).collect();
        let members = self.here.first()?.room.members();
        let strangers: Vec<_> =
            members.into_iter().filter(|member| !ours.contains(&member.id)).collect();
        fastrand::choice(strangers).map(|member| member.pseudo.to_string())
    }

    fn whisper(&self, who: usize) -> Outcome<usize> {
        let Some(to) = self.stranger() else { return Ok(0) };
        self.here[who].client.direct(&to, "Are you coming, *too*?")?;
        Ok(1)
    }

    /// Somebody goes, and whoever has been away for longest comes back.
    fn come_and_go(&mut self, who: usize) -> Outcome {
        let gone = self.here.swap_remove(who);
        self.elsewhere.push_back(gone.index);
        gone.client.bye()?;
        if self.elsewhere.len() > ELSEWHERE
            && let Some(index) = self.elsewhere.pop_front()
        {
            self.here.push(Member::come(&self.link, index)?);
        }
        Ok(())
    }
}

fn main() -> Outcome {
    let mut arguments = args().skip(1);
    let link: Link = arguments.next().ok_or("LINK is missing")?.parse()?;
    let members = arguments.next().map_or(Ok(200), |members| members.parse())?;
    let seconds = arguments.next().map_or(Ok(600), |seconds| seconds.parse())?;
    let mut crowd = Crowd::gather(link, usize::max(members, 1))?;
    println!("{} are here", crowd.here.len());

    let end = Instant::now() + Duration::from_secs(seconds);
    let mut messages = 0;
    while Instant::now() < end {
        // Now and then, as people do: exponential pauses.
        sleep(Duration::from_secs_f64(-(1.0 - fastrand::f64()).ln() / A_SECOND));
        messages += crowd.go_on()?;
    }
    println!("{messages} messages");
    crowd.here.into_iter().try_for_each(|member| member.client.bye())?;
    Ok(())
}
