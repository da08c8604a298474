"""What is remembered. One file per concept; importing this package maps them all."""

from brigade.models.announcement import Announcement
from brigade.models.booking import Booking, Seat
from brigade.models.change import ProposedMove
from brigade.models.clinic import Clinic, ClinicSeat
from brigade.models.data_key import DataKey
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
from brigade.models.people import Person, SignInAttempt, SignInToken, SignInUse
from brigade.models.proposal import Proposal, ProposedBooking
from brigade.models.run import Run
from brigade.models.specialty import Domain, Specialty
from brigade.models.waitlist import Offer, WaitlistEntry

__all__ = [
    "Announcement", "Availability", "Booking", "Clinic", "ClinicSeat", "Conflict", "DataKey", "Domain", "Edition",
    "Entry", "Expert", "ExpertSpecialty", "FeedEvent", "FeedToken", "Feedback", "Inbound", "Invitation", "Itinerary",
    "ItineraryStop", "Membership", "Message", "Need", "NeedAbsence", "NeedSpecialty", "Offer", "Organization",
    "Person", "Phase", "Proposal", "ProposedBooking", "ProposedMove", "Run", "Seat", "SignInAttempt", "SignInToken",
    "SignInUse", "Slot", "Specialty", "Table", "Verdict", "WaitlistEntry",
]
