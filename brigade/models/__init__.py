"""What is remembered. One file per concept; importing this package maps them all."""

from brigade.models.announcement import Announcement
from brigade.models.booking import Booking, Seat
from brigade.models.by_hand import HandAct, Override
from brigade.models.change import ProposedMove
from brigade.models.clinic import Clinic, ClinicSeat
from brigade.models.data_key import DataKey
from brigade.models.delay import Delay
from brigade.models.edition import Edition, Phase, Slot, Table
from brigade.models.expert import Availability, Conflict, Expert, ExpertSpecialty
from brigade.models.feed import FeedEvent, FeedToken
from brigade.models.inbound import Inbound
from brigade.models.invitation import Invitation
from brigade.models.itinerary import Itinerary, ItineraryStop
from brigade.models.journal import Entry
from brigade.models.judgement import Feedback, Verdict
from brigade.models.message import Message
from brigade.models.need import Need, NeedAbsence, NeedSpecialty
from brigade.models.organization import Membership, Organization
from brigade.models.people import OtherAddress, Person, SignInAttempt, SignInToken, SignInUse
from brigade.models.proposal import Proposal, ProposedBooking
from brigade.models.roster import Roster
from brigade.models.run import Run
from brigade.models.screen import ScreenToken
from brigade.models.specialty import Domain, Specialty
from brigade.models.waitlist import Offer, WaitlistEntry

__all__ = [
    "Announcement", "Availability", "Booking", "Clinic", "ClinicSeat", "Conflict", "DataKey", "Delay", "Domain",
    "Edition", "Entry", "Expert", "ExpertSpecialty", "FeedEvent", "FeedToken", "Feedback", "HandAct", "Inbound",
    "Invitation", "Itinerary", "ItineraryStop", "Membership", "Message", "Need", "NeedAbsence", "NeedSpecialty",
    "Offer", "Organization", "OtherAddress", "Override", "Person", "Phase", "Proposal", "ProposedBooking",
    "ProposedMove", "Roster", "Run", "ScreenToken", "Seat",
    "SignInAttempt", "SignInToken", "SignInUse", "Slot", "Specialty", "Table", "Verdict", "WaitlistEntry",
]
