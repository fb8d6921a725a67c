use super::*;
use crate::hub::host::HostError;

const NOW: UnixMillis = UnixMillis(1_000);
type Names = Directory<MemberId, RoomId>;

fn named(name: &str) -> RoomSettings {
    RoomSettings::named(RoomName::new(name).unwrap())
}

fn directory(open_rooms: bool) -> Names {
    let rules = Rules { max_rooms: 3, open_rooms, announce_below: 2 };
    let mut directory = Directory::new(rules, NOW);
    let lobby = RoomSettings { topic: "all".into(), ..named("Lobby") };
    directory.add_room(lobby, false, |id, _, _| id).unwrap();
    directory
}

fn enter(d: &mut Names, name: &str, address: &str) -> Result<MemberId, PseudoRefused<MemberId>> {
    let token = Token([u8::try_from(d.last_member).unwrap(); 16]);
    d.enter(Pseudo::new(name).unwrap(), address.parse().unwrap(), token, NOW, |id, _| id)
        .map(|person| person.id)
}

fn join(d: &mut Names, member: MemberId, name: &str) -> Result<RoomId, JoinRefused> {
    d.join(member, name, |id, _, _| id)
}

#[test]
fn a_pseudo_is_borne_once_and_freed() {
    let mut d = directory(false);
    let ada = enter(&mut d, "Ada", "10.0.0.1:1").unwrap();
    assert_eq!(enter(&mut d, "ADA", "10.0.0.2:1"), Err(PseudoRefused::Taken));
    let pseudo = Pseudo::new("Lovelace").unwrap();
    d.rename(ada, pseudo, Token([9; 16]), NOW).unwrap();
    assert_eq!(d.find_token(Token([9; 16])).map(|p| p.id), Some(ada));
    assert_eq!(d.find_token(Token([0; 16])).map(|p| p.id), Some(ada), "the new one may be lost");
    d.received(ada);
    assert_eq!(d.find_token(Token([9; 16])).map(|p| p.id), Some(ada));
    assert_eq!(d.find_token(Token([0; 16])).map(|p| p.id), None);
    assert!(enter(&mut d, "Ada", "10.0.0.2:1").is_ok());
    d.exit(ada).unwrap();
    assert!(d.find_pseudo("Lovelace").is_none());
    assert!(d.exit(ada).is_none());
}

#[test]
fn another_name_of_ones_own_may_not_be_taken_for_somebody_elses() {
    let mut d = directory(false);
    let bll = enter(&mut d, "bll", "10.0.0.1:1").unwrap();
    let bil = enter(&mut d, "bil", "10.0.0.2:1").unwrap();
    // One of its keys is that of "bil", the other that of "bll".
    let both = Pseudo::new("bIl").unwrap();
    assert_eq!(d.rename(bil, both, Token([9; 16]), NOW), Err(PseudoRefused::Taken));
    assert_eq!(d.find_pseudo("bll").map(|p| p.id), Some(bll));
    assert_eq!(d.find_pseudo("bil").map(|p| p.id), Some(bil));
}

#[test]
fn the_pseudo_of_a_lost_session_goes_to_its_own_address_alone() {
    let mut d = directory(false);
    let ada = enter(&mut d, "Ada", "10.0.0.1:1").unwrap();
    d.lost(ada);
    d.lost(ada);
    assert_eq!(d.lost_count(), 1);
    assert_eq!(enter(&mut d, "ada", "10.0.0.2:1"), Err(PseudoRefused::Taken));
    assert_eq!(enter(&mut d, "ada", "10.0.0.1:2"), Err(PseudoRefused::HeldByLost(ada)));
    d.resumed(ada, "10.0.0.3:1".parse().unwrap(), Token([7; 16]));
    assert_eq!(d.lost_count(), 0);
    assert_eq!(enter(&mut d, "ada", "10.0.0.1:2"), Err(PseudoRefused::Taken));
}

#[test]
fn the_first_are_announced_and_the_many_are_not() {
    let mut d = directory(false);
    for (name, announced) in [("a", true), ("b", true), ("c", false)] {
        let id = enter(&mut d, name, "10.0.0.1:1").unwrap();
        assert_eq!(d.person(id).unwrap().announced, announced);
    }
}

#[test]
fn rooms_count_their_members() {
    let mut d = directory(false);
    let ada = enter(&mut d, "Ada", "10.0.0.1:1").unwrap();
    assert_eq!(join(&mut d, ada, "lobby"), Ok(RoomId(1)));
    assert_eq!(join(&mut d, ada, "LOBBY"), Err(JoinRefused::AlreadyIn));
    assert_eq!(join(&mut d, ada, "nowhere"), Err(JoinRefused::NoSuchRoom));
    assert_eq!(d.rooms_page("").rooms[0].members, 1);
    d.leave(ada, RoomId(1));
    d.leave(ada, RoomId(1));
    assert_eq!(d.rooms_page("").rooms[0].members, 0);
    assert_eq!(d.rooms_page("Lobby").rooms, []);
}

#[test]
fn an_opened_room_goes_with_its_last_member_and_a_configured_one_stays() {
    let mut d = directory(true);
    let ada = enter(&mut d, "Ada", "10.0.0.1:1").unwrap();
    let bob = enter(&mut d, "Bob", "10.0.0.1:1").unwrap();
    let den = join(&mut d, ada, "den").unwrap();
    assert_eq!(join(&mut d, bob, "Den"), Ok(den));
    assert!(matches!(join(&mut d, ada, "a/b"), Err(JoinRefused::Name(_))));
    join(&mut d, ada, "lobby").unwrap();
    join(&mut d, ada, "third").unwrap();
    assert_eq!(join(&mut d, ada, "fourth"), Err(JoinRefused::TooMany));
    d.exit(ada);
    assert!(d.room(den).is_some());
    d.leave(bob, den);
    assert!(d.room(den).is_none());
    assert_eq!(d.rooms().count(), 1);
}

#[test]
fn closing_a_room_takes_everybody_out() {
    let mut d = directory(false);
    let ada = enter(&mut d, "Ada", "10.0.0.1:1").unwrap();
    join(&mut d, ada, "lobby").unwrap();
    assert_eq!(d.close_room(RoomId(1)).map(|e| e.members), Some(1));
    assert_eq!(d.person(ada).unwrap().rooms, []);
    assert_eq!(join(&mut d, ada, "lobby"), Err(JoinRefused::NoSuchRoom));
}

#[test]
fn a_changed_room_is_found_by_its_new_name_alone() {
    let mut d = directory(false);
    let ada = enter(&mut d, "Ada", "10.0.0.1:1").unwrap();
    d.add_room(named("den"), false, |id, _, _| id).unwrap();
    let settings = RoomSettings { topic: "Mind the step".into(), ..named("LOBBY") };
    let changed = d.change_room(RoomId(1), settings.clone()).unwrap();
    assert_eq!(changed.settings, settings);
    assert_eq!(d.change_room(RoomId(1), named("Den")).unwrap_err(), HostError::RoomExists);
    d.change_room(RoomId(1), named("hall")).unwrap();
    assert_eq!(join(&mut d, ada, "lobby"), Err(JoinRefused::NoSuchRoom));
    assert_eq!(join(&mut d, ada, "Hall"), Ok(RoomId(1)));
    assert_eq!(d.change_room(RoomId(9), named("x")).unwrap_err(), HostError::NoSuchRoom);
}
